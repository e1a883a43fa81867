import { EventEmitter } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { ServedWorkbench } from '../../src-main/contract/index.ts';
import {
  connectWorkbench,
  ipcRendererWire,
  memoryWires,
  serveEachPage,
  serveWorkbench,
  webSocketWire,
  type WorkbenchEvents,
  type Wire,
  type WorkbenchClient,
} from '../../src-main/transport/index.ts';
import { advise } from './fake-workbench.ts';
import { enter, openServer } from './test-server.ts';

/** A workbench behind a wire, and how to end the wire from the workbench's side. */
interface Connected {
  readonly client: WorkbenchClient;
  readonly wire: Wire;
  readonly close: () => void;
}

type Connect = (
  workbench: ServedWorkbench,
  events: WorkbenchEvents,
  report?: (error: unknown) => void,
) => Promise<Connected>;

/** Every wire there is; a new one joins here, and passes all that they pass. */
export const wires: Readonly<Record<string, Connect>> = {
  memory: (workbench, events, report) => {
    const { client: wire, server, close } = memoryWires();
    serveWorkbench(workbench, events, server, advise);
    return Promise.resolve({ client: connectWorkbench(wire, report), wire, close });
  },

  WebSocket: async (workbench, events, report) => {
    const server = await openServer(workbench, events);
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/workbench`, {
      origin: `http://127.0.0.1:${server.port}`,
      headers: { Cookie: await enter(server) },
    });
    onTestFinished(() => socket.terminate());
    const wire = webSocketWire(socket);
    return { client: connectWorkbench(wire, report), wire, close: () => void server.close() };
  },

  IPC: (workbench, events, report) => {
    const { ipcMain, ipcRenderer, page } = fakeElectron();
    serveEachPage(ipcMain, page, (opened) => serveWorkbench(workbench, events, opened, advise));
    const wire = ipcRendererWire(ipcRenderer);
    return Promise.resolve({
      client: connectWorkbench(wire, report),
      wire,
      close: () => page.destroy(),
    });
  },
};

/** Electron's IPC between one page and the main process: what is sent is cloned and comes later. */
export function fakeElectron() {
  const ipcMain = new EventEmitter();
  const toPage = new EventEmitter();
  class Page extends EventEmitter {
    readonly mainFrame = {};
    #destroyed = false;

    send(channel: string, bytes: Uint8Array): void {
      const copy = structuredClone(bytes);
      setImmediate(() => toPage.emit(channel, {}, copy));
    }

    isDestroyed(): boolean {
      return this.#destroyed;
    }

    destroy(): void {
      this.#destroyed = true;
      this.emit('destroyed');
    }
  }
  const page = new Page();
  const ipcRenderer = {
    send(channel: string, bytes: Uint8Array): void {
      const copy = structuredClone(bytes);
      const event = { sender: page, senderFrame: page.mainFrame };
      setImmediate(() => ipcMain.emit(channel, event, copy));
    },
    on: toPage.on.bind(toPage),
  };
  return { ipcMain, ipcRenderer, page };
}
