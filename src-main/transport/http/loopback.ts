import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { MegabaseError, systemCode } from '../../contract/index.ts';
import { Guard } from './guard.ts';
import {
  HttpError,
  plainError,
  rejectSocket,
  sendHttpError,
  type WriteError,
} from './http-error.ts';
import { malformedRequest } from './malformed-request.ts';
import { usualPatience, type Patience } from './patience.ts';
import { responseHeaders } from './response-headers.ts';

export interface LoopbackParts {
  /** 0 takes a free one. */
  readonly port: number;
  /** How long a slow connection is waited for. */
  readonly patience?: Patience | undefined;
  /** What errors look like; a line of text where absent. */
  readonly writeError?: WriteError | undefined;
}

/** A server that listens to this computer alone; requests are for whoever opened it. */
export interface Loopback {
  readonly server: Server;
  readonly port: number;
  /** Who may ask. */
  readonly guard: Guard;
  /** Answers what could not be read as a request, or asks for what no server of ours does. */
  readonly reject: (socket: Socket, error: HttpError) => void;
  /** Ends all connections. */
  readonly close: () => Promise<void>;
}

/** Listens, and rejects what is not HTTP. Error: `usage` for a port that is taken. */
export async function openLoopback(parts: LoopbackParts): Promise<Loopback> {
  const { patience = usualPatience, writeError = plainError } = parts;
  const server = createServer({
    headersTimeout: patience.headersMs,
    requestTimeout: patience.requestMs,
    connectionsCheckingInterval: patience.checkMs,
    // Its absence is told as every other error is.
    requireHostHeader: false,
  });
  // Of a connection on which nothing moves, also where we are the one to send.
  server.timeout = patience.idleMs;
  const port = await listen(server, parts.port);
  const guard = new Guard(port);
  const always = responseHeaders(guard.hosts);
  const headers = new Headers(always);
  const reject = (socket: Socket, error: HttpError) => rejectSocket(socket, error, writeError);

  const answering = new WeakSet<Socket>();
  server.on('request', (request, response) => {
    const { socket } = request;
    answering.add(socket);
    response.once('close', () => answering.delete(socket));
    response.setHeaders(headers);
  });
  server.on('checkExpectation', (_request, response) => {
    response.setHeaders(headers);
    const error = new HttpError(417, 'Megabase meets no expectation but 100-continue.');
    sendHttpError(response, error, writeError);
  });
  server.on('connect', (_request, socket: Socket) =>
    reject(socket, new HttpError(405, 'Megabase connects to nothing else.')),
  );
  server.on('clientError', (error, socket: Socket) => {
    // Reset by the other end, or in the middle of an answer: nothing can be said any more.
    if (!socket.writable || answering.has(socket)) return void socket.destroy();
    reject(socket, malformedRequest(error, always));
  });

  const close = async () => {
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  };
  return { server, port, guard, reject, close };
}

/** Binds to the loopback address, so that no other machine can even connect. */
async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port, exclusive: true }, resolve);
  }).catch((cause: unknown) => {
    const isTaken = systemCode(cause) === 'EADDRINUSE';
    const why = isTaken ? 'is in use by another program' : 'cannot be used';
    throw new MegabaseError('usage', `Port ${port} of this computer ${why}.`, { cause });
  });
  return (server.address() as AddressInfo).port;
}
