/**
 * The calls over HTTP, for programs of this computer.
 *
 *     const { url, token, close } = await startApi({ calls, port: 0 });
 *     const headers = { Authorization: `Bearer ${token}` };
 *     await fetch(`${url}/calls/models_list`, { method: 'POST', headers });
 */
export { writeConnectionFile } from './connection-file.ts';
export { openApiDocument } from './open-api.ts';
export { startApi } from './start-api.ts';
