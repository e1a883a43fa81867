import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { MegabaseError, systemCode, type ServedWorkbench } from '../../contract/index.ts';
import { maxRequestBytes, type WorkbenchEvents } from '../protocol.ts';
import { serveWorkbench, type Advise } from '../server.ts';
import { webSocketWire } from '../web-socket-wire.ts';
import { Guard } from './guard.ts';
import { asHttpError, HttpError, rejectSocket, sendHttpError } from './http-error.ts';
import { malformedRequest } from './malformed-request.ts';
import { respond } from './respond.ts';
import { readRequestPath } from './request-path.ts';
import { responseHeaders } from './response-headers.ts';
import { newSecret, Session } from './session.ts';
import type { ServedSite } from './site.ts';
import { usualPatience, type Patience } from './patience.ts';

export interface ServerParts extends ServedSite {
  readonly workbench: ServedWorkbench;
  readonly events: WorkbenchEvents;
  readonly advise: Advise;
  /** 0 takes a free one. */
  readonly port: number;
  /** Opens the address once; a random one where absent. */
  readonly token?: string | undefined;
  /** How long a slow connection is waited for. */
  readonly patience?: Patience | undefined;
}

export interface RunningServer {
  /** With the one-time token. */
  readonly url: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Serves the page, the user's opened files and the workbench, to this computer alone. */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const patience = parts.patience ?? usualPatience;
  const server = createServer({
    headersTimeout: patience.headersMs,
    requestTimeout: patience.requestMs,
    connectionsCheckingInterval: patience.checkMs,
  });
  // Of a connection on which nothing moves, also where we are the one to send.
  server.timeout = patience.idleMs;
  const port = await listen(server, parts.port);
  const token = parts.token ?? newSecret();
  const guard = new Guard(port);
  const session = new Session(token, port);
  const always = responseHeaders(guard.hosts);
  const headers = new Headers(always);
  const sockets = new WebSocketServer({
    noServer: true,
    // A message up to this is answered with why it is rejected; a larger one ends the connection.
    maxPayload: 2 * maxRequestBytes,
    perMessageDeflate: false,
  });

  const answering = new WeakSet<Socket>();
  server.on('request', (request, response) => {
    const { socket } = request;
    answering.add(socket);
    response.once('close', () => answering.delete(socket));
    response.setHeaders(headers);
    void respond(request, response, { guard, session, site: parts });
  });
  server.on('checkExpectation', (_request, response) => {
    response.setHeaders(headers);
    sendHttpError(response, new HttpError(417, 'Megabase meets no expectation but 100-continue.'));
  });
  server.on('upgrade', (request, socket: Socket, head) => {
    try {
      guard.check(request, true);
      const { segments } = readRequestPath(request.url ?? '');
      if (segments.join('/') !== 'workbench') {
        throw new HttpError(404, 'The wire is at /workbench.');
      }
      session.check(request.headers.cookie);
    } catch (error) {
      return rejectSocket(socket, asHttpError(error));
    }
    sockets.handleUpgrade(request, socket, head, (opened) =>
      serveWorkbench(parts.workbench, parts.events, webSocketWire(opened), parts.advise),
    );
  });
  server.on('connect', (_request, socket: Socket) =>
    rejectSocket(socket, new HttpError(405, 'Megabase connects to nothing else.')),
  );
  server.on('clientError', (error, socket: Socket) => {
    // Reset by the other end, or in the middle of an answer: nothing can be said any more.
    if (!socket.writable || answering.has(socket)) return void socket.destroy();
    rejectSocket(socket, malformedRequest(error, always));
  });

  return {
    url: `http://127.0.0.1:${port}/?token=${encodeURIComponent(token)}`,
    port,
    close: async () => {
      sockets.clients.forEach((socket) => socket.terminate());
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
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
