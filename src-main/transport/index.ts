/**
 * How a window reaches the workbench: by messages over a wire, and by loopback HTTP for files.
 *
 *     const files = new FileRegistry();
 *     const { url, close } = await startServer({ workbench, events, advise, files, page, port: 0 });
 *
 *     serveWorkbench(workbench, events, ipcMainWire(ipcMain, window.webContents), advise);
 *
 * What a page loads stands in `browser.ts`.
 */
export * from './browser.ts';
export * from './file-registry.ts';
export * from './http/index.ts';
export * from './memory-wire.ts';
export type { EventSource } from './protocol.ts';
export * from './server.ts';
