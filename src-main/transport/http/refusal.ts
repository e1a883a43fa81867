import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Why a request is not answered: a status, and the reason in a sentence or two. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, reason: string, headers: Readonly<Record<string, string>> = {}) {
    super(reason);
    this.status = status;
    this.headers = headers;
  }
}

export function sendRefusal(response: ServerResponse, { status, message, headers }: Refusal): void {
  const body = Buffer.from(`${message}\n`);
  response.writeHead(status, {
    ...headers,
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': body.length,
    // The rest of a request that is refused is not read.
    Connection: 'close',
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** The same on a connection that asked for something other than a page. */
export function refuseSocket(socket: Duplex, { status, message, headers }: Refusal): void {
  const body = `${message}\n`;
  const all = {
    ...headers,
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} Refused\r\n${lines.join('')}\r\n${body}`);
}

/** Any error as a refusal; what is not one says no more than that it happened. */
export function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal
    ? error
    : new Refusal(500, 'Megabase made a mistake while it answered this request.');
}
