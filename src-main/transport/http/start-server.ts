import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { MegabaseError, systemCode, type Workbench } from '../../contract/index.ts';
import type { EventSource } from '../protocol.ts';
import { serveWorkbench, type Advise } from '../server.ts';
import { webSocketWire } from '../web-socket-wire.ts';
import { Guard } from './guard.ts';
import { asRefusal, Refusal, refuseSocket } from './refusal.ts';
import { respond } from './respond.ts';
import { readRequestPath } from './request-path.ts';
import { responseHeaders } from './response-headers.ts';
import { newSecret, Session } from './session.ts';
import type { Site } from './site.ts';

export interface ServerParts extends Site {
  readonly workbench: Workbench;
  readonly events: EventSource;
  readonly advise: Advise;
  /** 0 takes a free one. */
  readonly port: number;
  /** Opens the address once; a random one where absent. */
  readonly token?: string | undefined;
}

export interface RunningServer {
  /** With the one-time token. */
  readonly url: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Bytes. A page asks for little: files do not go by message, and answers are not limited. */
const longestMessage = 4 * 2 ** 20;

/** Serves the page, the user's opened files and the workbench, to this computer alone. */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const server = createServer();
  const port = await listen(server, parts.port);
  const token = parts.token ?? newSecret();
  const guard = new Guard(port);
  const session = new Session(token, port);
  const headers = new Headers(responseHeaders(guard.hosts));
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: longestMessage,
    perMessageDeflate: false,
  });

  server.on('request', (request, response) => {
    response.setHeaders(headers);
    void respond(request, response, { guard, session, site: parts });
  });
  server.on('upgrade', (request, socket, head) => {
    try {
      guard.check(request.headers, true);
      const { segments } = readRequestPath(request.url ?? '');
      if (segments.join('/') !== 'workbench') throw new Refusal(404, 'The wire is at /workbench.');
      session.check(request.headers.cookie);
    } catch (error) {
      return refuseSocket(socket, asRefusal(error));
    }
    sockets.handleUpgrade(request, socket, head, (opened) =>
      serveWorkbench(parts.workbench, parts.events, webSocketWire(opened), parts.advise),
    );
  });
  server.on('connect', (_request, socket) =>
    refuseSocket(socket, new Refusal(405, 'Megabase connects to nothing else.')),
  );

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
