/**
 * The calls as tools of the Model Context Protocol.
 *
 *     await makeServer(calls).connect(transport);
 */
export { makeServer } from './mcp-server.ts';
