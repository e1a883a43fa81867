/** The loopback server: files with ranges, the page, and the wire over a web socket. */
export * from './http-error.ts';
export * from './loopback.ts';
export { usualPatience, type Patience } from './patience.ts';
export { maxBody, readJsonBody } from './read-json-body.ts';
export { readRequestPath } from './request-path.ts';
export * from './response-headers.ts';
export { sendJson } from './send-json.ts';
export { isSameSecret, newSecret } from './session.ts';
export * from './site.ts';
export * from './start-server.ts';
export * from './window-port.ts';
