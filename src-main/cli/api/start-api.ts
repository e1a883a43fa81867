import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import {
  HttpError,
  newSecret,
  openLoopback,
  sendHttpError,
  usualPatience,
  type LoopbackParts,
} from '../../transport/index.ts';
import type { Calls } from '../calls/index.ts';
import { asResponse, jsonError } from './api-error.ts';
import { authorize } from './authorize.ts';
import { Jobs } from './jobs.ts';
import { openApiDocument } from './open-api.ts';
import { apiRoutes, respondToCall } from './respond.ts';

/** Requests that are answered at the same time, streams of events among them. */
const maxOpen = 64;

/** Milliseconds until a body must be whole: all that is answered is loopback. */
const bodyMs = 10_000;

export interface ApiServer {
  /** Below which all is: `http://127.0.0.1:PORT/api`. */
  readonly url: string;
  /** Whoever sends it may call, as long as the server runs. */
  readonly token: string;
  /** Stops what runs, and waits for its end. */
  readonly close: () => Promise<void>;
}

export interface ApiServerParts extends Pick<LoopbackParts, 'port'> {
  readonly calls: Calls;
  /** Milliseconds until a body must be whole. */
  readonly bodyMs?: number;
}

/** Serves calls to programs of this computer that have the token. */
export async function startApi(parts: ApiServerParts): Promise<ApiServer> {
  const patience = parts.bodyMs ?? bodyMs;
  const loopback = await openLoopback({
    port: parts.port,
    // Longer than a body is waited for: that it was late can be told then.
    patience: { ...usualPatience, requestMs: usualPatience.requestMs + patience },
    writeError: jsonError,
  });
  const { server, port, guard } = loopback;
  const token = newSecret();
  const jobs = new Jobs(parts.calls);
  const description = openApiDocument(parts.calls.list);
  const routes = apiRoutes({ jobs, description, bodyMs: patience });
  let open = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    try {
      guard.check(request, false);
      authorize(request, token);
      if (open >= maxOpen) {
        const reason = `${maxOpen} requests are being answered already; nothing was done.`;
        throw new HttpError(429, reason, { 'Retry-After': '5' });
      }
      open += 1;
      response.once('close', () => (open -= 1));
      await respondToCall(request, response, routes);
    } catch (error) {
      // After the first byte there is no way left to tell it but a broken connection.
      if (response.headersSent) response.destroy();
      else sendHttpError(response, asResponse(error), jsonError);
    }
  };
  server.on('request', (request, response) => void answer(request, response));
  server.on('upgrade', (_request, socket: Socket) => {
    loopback.reject(socket, new HttpError(404, 'There is no web socket here.'));
  });

  return {
    url: `http://127.0.0.1:${port}/api`,
    token,
    close: async () => {
      await jobs.close();
      await loopback.close();
    },
  };
}
