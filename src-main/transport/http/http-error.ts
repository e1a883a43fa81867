import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Why a request is rejected: a status, and the reason in a sentence or two. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    reason: string,
    headers: Readonly<Record<string, string>> = {},
    options?: ErrorOptions,
  ) {
    super(reason, options);
    this.status = status;
    this.headers = headers;
  }
}

/** What the body of an error is, and its type. */
export type WriteError = (error: HttpError) => { readonly type: string; readonly body: string };

/** For a person who looks at it in a browser. */
export const plainError: WriteError = ({ message }) => ({
  type: 'text/plain; charset=utf-8',
  body: `${message}\n`,
});

export function sendHttpError(
  response: ServerResponse,
  error: HttpError,
  writeError: WriteError = plainError,
): void {
  const { type, body } = writeError(error);
  response.writeHead(error.status, {
    ...error.headers,
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    // The rest of a request that is rejected is not read.
    Connection: 'close',
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** The same on a connection that asked for something other than a page. */
export function rejectSocket(
  socket: Socket,
  error: HttpError,
  writeError: WriteError = plainError,
): void {
  const { status, headers } = error;
  const { type, body } = writeError(error);
  const all = {
    ...headers,
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on('error', () => socket.destroy());
  socket.write(`HTTP/1.1 ${status} Rejected\r\n${lines.join('')}\r\n${body}`);
  // Not only its own half of the connection: the other end might never close the other.
  socket.destroySoon();
}

/** Any error as one for HTTP; what is not one says no more than that it happened. */
export function asHttpError(error: unknown): HttpError {
  return error instanceof HttpError
    ? error
    : new HttpError(500, 'Megabase made a mistake while it answered this request.');
}
