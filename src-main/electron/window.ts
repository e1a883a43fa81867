import { join } from 'node:path';
import { app, BrowserWindow, screen } from 'electron';
import { startAddress } from './app-scheme.ts';
import { reopenAfterCrash } from './crash.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

/** The window, with nothing of Node in its page. */
export function openWindow(): BrowserWindow {
  const statePath = join(app.getPath('userData'), 'window.json');
  const areas = screen.getAllDisplays().map(({ workArea }) => workArea);
  const { bounds, isMaximized } = readWindowState(statePath, areas);
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 720,
    minHeight: 480,
    title: 'Megabase',
    show: false,
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  });
  if (isMaximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () =>
    writeWindowState(statePath, {
      bounds: window.getNormalBounds(),
      isMaximized: window.isMaximized(),
    }),
  );
  reopenAfterCrash(window);
  void window.loadURL(startAddress);
  return window;
}
