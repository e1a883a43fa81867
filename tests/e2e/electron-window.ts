import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright-core';
import { expect } from 'vitest';
import { installedElectron } from '../../src-main/cli/desktop/electron-binary.ts';
import { root } from '../support/paths.ts';
import { environment, memoryOf } from './serve-process.ts';
import { windowSize, type FileAnswers, type WindowHost } from './window-host.ts';

/** The built program in Electron itself. */
export function electronWindow(): WindowHost {
  const binary = installedElectron();
  return {
    name: 'Electron',
    obstacle: 'path' in binary ? undefined : binary.obstacle,
    begin: () => Promise.resolve(),
    async open({ home, dark, watch }) {
      if ('obstacle' in binary) throw new Error(binary.obstacle);
      const { ELECTRON_RUN_AS_NODE: _, ...variables } = environment(home);
      const env = Object.fromEntries(
        Object.entries(variables).flatMap(([name, value]) => (value ? [[name, value]] : [])),
      );
      const app = await _electron.launch({
        ...{ executablePath: binary.path, args: [root], cwd: root, env },
        colorScheme: dark ? 'dark' : 'light',
      });
      const downloads = join(home, 'downloads');
      mkdirSync(downloads, { recursive: true });
      const page = await app.firstWindow();
      const { pid } = app.process();
      await app.evaluate(
        ({ BrowserWindow, session }, { size, folder }) => {
          BrowserWindow.getAllWindows()[0]!.setContentSize(size.width, size.height);
          session.defaultSession.on('will-download', (_event, item) =>
            item.setSavePath(`${folder}/${item.getFilename()}`),
          );
        },
        { size: windowSize, folder: downloads },
      );
      await holdDialogs(app);
      watch(app.context(), page, 'megabase://app');
      // It was loaded before it could be watched.
      await page.reload();
      return {
        ...{ page, knowsDropped: true, ...systemDialogs(app) },
        memory: () => memoryOf(pid!),
        async download(save) {
          const ended = app.evaluate(
            ({ session }) =>
              new Promise<string>((resolve) =>
                session.defaultSession.once('will-download', (_event, item) =>
                  item.once('done', () => resolve(item.getSavePath())),
                ),
              ),
          );
          await save();
          return ended;
        },
        close: () => app.close(),
      };
    },
  };
}

/** Dialogs of the system that wait for an answer, in the program's main process. */
interface HeldDialogs {
  heldDialogs: ((paths: string[]) => void)[];
}

/** From now on the system's dialogs are not seen, and wait until they are answered. */
async function holdDialogs(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ dialog }) => {
    const heldDialogs: HeldDialogs['heldDialogs'] = [];
    Object.assign(globalThis, { heldDialogs });
    dialog.showOpenDialog = () =>
      new Promise((resolve) =>
        heldDialogs.push((filePaths) => resolve({ canceled: false, filePaths })),
      );
    // Quit, though a job may be running.
    dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false });
    dialog.showSaveDialog = () =>
      new Promise((resolve) =>
        heldDialogs.push(([filePath = '']) => resolve({ canceled: false, filePath })),
      );
  });
}

function systemDialogs(app: ElectronApplication): FileAnswers {
  const answer = (paths: string[]) =>
    expect
      .poll(() =>
        app.evaluate((_electron, chosen) => {
          const held = (globalThis as unknown as HeldDialogs).heldDialogs.shift();
          held?.(chosen);
          return held !== undefined;
        }, paths),
      )
      .toBe(true);
  return {
    pickFiles: (folder, names) => answer(names.map((name) => join(folder, name))),
    pickFolder: (folder) => answer([folder]),
    saveFile: (folder, name) => answer([join(folder, name)]),
  };
}
