import { WireListeners } from './wire-listeners.ts';
import type { Wire } from './wire.ts';

/** The one channel of Electron's IPC that messages go by, both ways. */
const channel = 'megabase';

/** Electron's `ipcRenderer`, as far as it is used. */
export interface IpcRendererLike {
  send(channel: string, bytes: Uint8Array): void;
  on(channel: string, listener: (event: unknown, bytes: Uint8Array) => void): unknown;
}

/** Electron's `ipcMain`, as far as it is used. */
export interface IpcMainLike {
  on(channel: string, listener: (event: IpcEventLike, bytes: unknown) => void): unknown;
  removeListener(channel: string, listener: (event: IpcEventLike, bytes: unknown) => void): unknown;
}

export interface IpcEventLike {
  readonly sender: unknown;
  /** Null once the frame is gone. */
  readonly senderFrame?: unknown;
}

/** Electron's `webContents`, as far as it is used. */
export interface WebContentsLike {
  readonly mainFrame?: unknown;
  send(channel: string, bytes: Uint8Array): void;
  isDestroyed(): boolean;
  once(event: 'destroyed', listener: () => void): unknown;
}

/** For the preload script, which hands it to the page: plain functions pass the context bridge. */
export function ipcRendererWire(ipcRenderer: IpcRendererLike): Wire {
  const listeners = new WireListeners();
  ipcRenderer.on(channel, (_event, bytes) => listeners.message(bytes));
  // The page ends before this wire can: there is nobody to hear of its close.
  return listeners.wire((bytes) => ipcRenderer.send(channel, bytes));
}

/** For the main process: messages of one window's own page, and of no frame inside it. */
export function ipcMainWire(ipcMain: IpcMainLike, page: WebContentsLike): Wire {
  const listeners = new WireListeners();
  const receive = ({ sender, senderFrame }: IpcEventLike, bytes: unknown) => {
    if (sender !== page || senderFrame !== page.mainFrame) return;
    listeners.message(bytes instanceof Uint8Array ? bytes : new Uint8Array(0));
  };
  ipcMain.on(channel, receive);
  page.once('destroyed', () => {
    ipcMain.removeListener(channel, receive);
    listeners.close();
  });
  return listeners.wire((bytes) => {
    if (!page.isDestroyed()) page.send(channel, bytes);
  });
}
