import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { ServedWorkbench } from '../../contract/index.ts';
import { maxRequestBytes, type WorkbenchEvents } from '../protocol.ts';
import { serveWorkbench, type Advise } from '../server.ts';
import { webSocketWire } from '../web-socket-wire.ts';
import { asHttpError, HttpError } from './http-error.ts';
import { openLoopback, type LoopbackParts } from './loopback.ts';
import { respond } from './respond.ts';
import { readRequestPath } from './request-path.ts';
import { newSecret, Session } from './session.ts';
import type { ServedSite } from './site.ts';

export interface ServerParts extends ServedSite, Pick<LoopbackParts, 'port' | 'patience'> {
  readonly workbench: ServedWorkbench;
  readonly events: WorkbenchEvents;
  readonly advise: Advise;
  /** Opens the address once; a random one where absent. */
  readonly token?: string | undefined;
}

export interface RunningServer {
  /** With the one-time token. */
  readonly url: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Serves the page, the user's opened files and the workbench, to this computer alone. */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const { server, port, guard, reject, close } = await openLoopback(parts);
  const token = parts.token ?? newSecret();
  const session = new Session(token, port);
  const sockets = new WebSocketServer({
    noServer: true,
    // A message up to this is answered with why it is rejected; a larger one ends the connection.
    maxPayload: 2 * maxRequestBytes,
    perMessageDeflate: false,
  });

  server.on('request', (request, response) => {
    void respond(request, response, { guard, session, site: parts });
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
      return reject(socket, asHttpError(error));
    }
    sockets.handleUpgrade(request, socket, head, (opened) =>
      serveWorkbench(parts.workbench, parts.events, webSocketWire(opened), parts.advise),
    );
  });

  return {
    url: `http://127.0.0.1:${port}/?token=${encodeURIComponent(token)}`,
    port,
    close: async () => {
      sockets.clients.forEach((socket) => socket.terminate());
      await close();
    },
  };
}
