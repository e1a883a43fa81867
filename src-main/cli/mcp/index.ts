/**
 * The commands as tools of the Model Context Protocol. It stands on all commands, so it is loaded where a server is
 * asked for.
 */
export { makeServer } from './mcp-server.ts';
