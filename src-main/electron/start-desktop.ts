import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  app,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  powerMonitor,
  screen,
  session,
  shell,
} from 'electron';
import { errorAdvice, type Locations } from '../home/index.ts';
import { keepWindowPort } from '../cli/driving/index.ts';
import {
  FileRegistry,
  PathBounds,
  serveEachPage,
  serveWorkbench,
  type Advise,
} from '../transport/index.ts';
import { createWorkbench, type RunningWorkbench } from '../workbench/index.ts';
import { serveScheme } from './app-scheme.ts';
import { chooseFiles } from './choose-files.ts';
import { startUtilityProcess } from './compute-process.ts';
import { reopenAfterCrash } from './crash.ts';
import { JobSigns } from './job-signs.ts';
import { lockSession } from './lock-down.ts';
import type { LogFile } from './log-file.ts';
import { menuTemplate } from './menu.ts';
import { servePageRequests } from './page-requests.ts';
import type { DesktopPlaces } from './places.ts';
import { Quitting } from './quit.ts';
import type { WaitingFiles } from './waiting-files.ts';
import { makeWindow } from './window.ts';
import { systemSigns } from './system-signs.ts';
import { Windows } from './windows.ts';

export interface DesktopParts {
  readonly locations: Locations;
  readonly places: DesktopPlaces;
  readonly log: LogFile;
  readonly files: WaitingFiles;
}

/** Opens the workbench and its first window, and ties them to the system. */
export function startDesktop({ locations, places, log, files: waiting }: DesktopParts): void {
  log.write(`Megabase ${app.getVersion()} on ${process.platform} ${process.arch} starts.`);
  const advise: Advise = (code) => errorAdvice(code, locations, 'window');
  const files = new FileRegistry();
  const service = createWorkbench({
    ...{ locations, files },
    startComputeProcess: startUtilityProcess,
    report: (error) => log.error('A window could not be told', error),
  });
  lockSession(session.defaultSession);
  serveScheme(session.defaultSession, { page: join(import.meta.dirname, '../renderer'), files });

  const windows = new Windows({
    make: (place) => {
      const window = makeWindow(place);
      serveEachPage(ipcMain, window.webContents, (wire) =>
        serveWorkbench(service.workbench, service.events, wire, advise),
      );
      reopenAfterCrash(window, { app, dialog, note: (text) => log.write(text) });
      window.on('close', (event) => {
        if (windows.all.length === 1) quitting.ask(event);
      });
      return window;
    },
    areas: () => screen.getAllDisplays().map(({ workArea }) => workArea),
    statePath: places.windowState,
    onProject: () => void showMenu(),
  });
  const driving = keepWindowPort({
    ...{ service, locations, advise },
    bounds: new PathBounds({
      roots: [homedir(), locations.projects],
      openFiles: () => files.paths(),
      who: 'Another program',
    }),
    report: (error) => log.error('Other programs cannot drive the windows', error),
  });
  const signs = new JobSigns(systemSigns(windows));
  const quitting = new Quitting({
    ...{ app, dialog },
    running: () => signs.running,
    close: async () => {
      await driving.close();
      await service.close();
    },
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.once(signal, () => quitting.now());
  }
  powerMonitor.on('shutdown', () => quitting.now());
  app.on('window-all-closed', () => app.quit());
  screen.on('display-removed', () => windows.bringBack());
  screen.on('display-metrics-changed', () => windows.bringBack());
  follow(service, signs, log);
  servePageRequests({
    ...{ ipcMain, dialog },
    windowOf: (sender) => windows.of(sender),
    onProject: (window, project) => {
      if (project && process.platform === 'darwin') window.setRepresentedFilename(project.path);
      if (project) app.addRecentDocument(project.path);
      windows.setProject(window, project);
    },
  });

  async function showMenu(): Promise<void> {
    const recent = await service.workbench.recentProjects();
    const template = menuTemplate({
      platform: process.platform,
      recent: recent.filter(({ exists }) => exists),
      send: (command) => windows.send(command),
      newWindow: () => void windows.open(),
      openGenome: () => void chooseFiles(windows, dialog, 'genome'),
      openProject: () => void chooseFiles(windows, dialog, 'project'),
      openRecent: (path) => windows.openFiles([path]),
      showLog: () => shell.showItemInFolder(log.path),
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }

  windows.open();
  waiting.openBy((paths) => windows.openFiles(paths));
  void showMenu();
}

/** Notes what fails, and has the system's signs and its theme follow. */
function follow({ events, settings }: RunningWorkbench, signs: JobSigns, log: LogFile): void {
  nativeTheme.themeSource = settings().theme;
  events.subscribe((event) => {
    signs.onEvent(event);
    if (event.kind === 'settings') nativeTheme.themeSource = event.settings.theme;
    if (event.kind !== 'job' || event.job.state !== 'failed') return;
    const { title, error } = event.job;
    log.write(`A job failed: ${title}: ${error?.code}: ${error?.message}`);
  });
}
