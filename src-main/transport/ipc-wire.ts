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

interface IpcEventLike {
  readonly sender: unknown;
  /** Null once the frame is gone. */
  readonly senderFrame?: unknown;
}

/** Electron's `webContents`, as far as it is used. */
export interface WebContentsLike {
  readonly mainFrame?: unknown;
  send(channel: string, bytes: Uint8Array): void;
  isDestroyed(): boolean;
  on(event: 'did-navigate' | 'render-process-gone', listener: () => void): unknown;
  once(event: 'destroyed', listener: () => void): unknown;
}

/** For the preload script, which hands it to the page: plain functions pass the context bridge. */
export function ipcRendererWire(ipcRenderer: IpcRendererLike): Wire {
  const listeners = new WireListeners();
  ipcRenderer.on(channel, (_event, bytes) => listeners.message(bytes));
  // The page ends before this wire can: there is nobody to hear of its close.
  return listeners.wire((bytes) => ipcRenderer.send(channel, bytes));
}

/**
 * For the main process: messages of one window's own page, and of no frame inside it. Each page that
 * the window loads has a wire of its own, which closes when the page is left, reloaded or dies; so
 * the calls that nobody waits for any more end.
 */
export function serveEachPage(
  ipcMain: IpcMainLike,
  contents: WebContentsLike,
  serve: (wire: Wire) => void,
): void {
  let page = new WireListeners();
  const open = () => {
    page.close();
    page = new WireListeners();
    const wire = page.wire((bytes) => {
      if (!contents.isDestroyed()) contents.send(channel, bytes);
    });
    serve(wire);
  };
  const receive = ({ sender, senderFrame }: IpcEventLike, bytes: unknown) => {
    if (sender !== contents || senderFrame !== contents.mainFrame) return;
    page.message(bytes instanceof Uint8Array ? bytes : new Uint8Array(0));
  };
  ipcMain.on(channel, receive);
  contents.on('did-navigate', open);
  contents.on('render-process-gone', () => page.close());
  contents.once('destroyed', () => {
    ipcMain.removeListener(channel, receive);
    page.close();
  });
  open();
}
