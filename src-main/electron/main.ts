/**
 * The desktop application: puts the workbench and its window together. Nothing is computed here,
 * and nothing is known here of what the window shows.
 */
import './no-telemetry.ts';
import { join } from 'node:path';
import { app, dialog, ipcMain, Menu, session } from 'electron';
import { createWorkbench } from '../workbench/index.ts';
import { errorAdvice, findLocations } from '../home/index.ts';
import { FileRegistry, serveWorkbench, type Advise, serveEachPage } from '../transport/index.ts';
import { startParsersBy } from '../formats/parser/index.ts';
import { registerScheme, serveScheme } from './app-scheme.ts';
import { Commands } from './commands.ts';
import { startUtilityProcess } from './compute-process.ts';
import { serveDialogs } from './file-dialogs.ts';
import { keepApart } from './locations.ts';
import { lockContents, lockSession } from './lock-down.ts';
import { applicationMenu } from './menu.ts';
import { filesOfArguments, onFilesOpened } from './opened-files.ts';
import { closeBeforeQuit } from './quit.ts';
import { startFailed } from './start-failed.ts';
import { startUtilityParser } from './parser-process.ts';
import { openWindow } from './window.ts';

startParsersBy(startUtilityParser);
registerScheme();
keepApart();
const commands = new Commands();
onFilesOpened((paths) => commands.open(paths));

if (app.requestSingleInstanceLock({ files: filesOfArguments() })) {
  app.on('web-contents-created', (_event, contents) => lockContents(contents));
  app.on('window-all-closed', () => app.quit());
  void app.whenReady().then(start);
} else {
  app.quit();
}

function start(): void {
  const locations = findLocations();
  const advise: Advise = (code) => errorAdvice(code, locations, 'window');
  const files = new FileRegistry();
  try {
    const service = createWorkbench({
      ...{ locations, files },
      startComputeProcess: startUtilityProcess,
    });
    closeBeforeQuit(() => service.close());
    lockSession(session.defaultSession);
    serveScheme(session.defaultSession, { page: join(import.meta.dirname, '../renderer'), files });
    const window = openWindow();
    serveEachPage(ipcMain, window.webContents, (wire) =>
      serveWorkbench(service.workbench, service.events, wire, advise),
    );
    serveDialogs(ipcMain, dialog, window);
    Menu.setApplicationMenu(applicationMenu(commands, window));
    commands.deliverTo(window);
  } catch (error) {
    startFailed(error, advise);
  }
}
