/**
 * The half of the transport that runs in a page or a preload script: nothing of Node is in it.
 *
 *     const socket = new WebSocket(`ws://${location.host}/workbench`);
 *     const workbench = connectWorkbench(webSocketWire(socket));
 *     workbench.onEvent((event) => ...);
 *     const projects = await workbench.recentProjects();
 */
export * from './client.ts';
export * from './ipc-wire.ts';
export * from './web-socket-wire.ts';
export type { Wire } from './wire.ts';
export * from './workbench-error.ts';
