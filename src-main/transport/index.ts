/**
 * How a window reaches the workbench: by messages over a wire, and by loopback HTTP for files.
 *
 *     const files = new FileRegistry();
 *     const { url, close } = await startServer({ workbench, events, advise, files, page, port: 0 });
 *
 *     serveEachPage(ipcMain, window.webContents, (wire) =>
 *       serveWorkbench(workbench, events, wire, advise),
 *     );
 *
 * What a page loads stands in `browser.ts`.
 */
export * from './bounded-workbench.ts';
export * from './browser.ts';
export * from './file-registry.ts';
export * from './http/index.ts';
export * from './memory-wire.ts';
export * from './path-bounds.ts';
export { requestSchemas } from './request-schemas/index.ts';
export { maxRequestBytes, type WorkbenchEvents } from './protocol.ts';
export * from './server.ts';
export { windowCommands } from './request-schemas/index.ts';
