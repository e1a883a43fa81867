import { join } from 'node:path';
import { BrowserWindow } from 'electron';
import { startAddress } from './app-scheme.ts';
import type { WindowPlace } from './window-place.ts';

/** A window, with nothing of Node in its page. */
export function makeWindow({ bounds, isMaximized }: WindowPlace): BrowserWindow {
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
  void window.loadURL(startAddress);
  return window;
}
