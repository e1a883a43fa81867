import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Guard } from './guard.ts';
import { asHttpError, HttpError, sendHttpError } from './http-error.ts';
import { readRequestPath } from './request-path.ts';
import type { Session } from './session.ts';
import { serveSite, type ServedSite } from './site.ts';

export interface Access {
  readonly guard: Guard;
  readonly session: Session;
  readonly site: ServedSite;
}

/** Checks who asks, then answers; a request that is rejected is told why. */
export async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  access: Access,
): Promise<void> {
  try {
    access.guard.check(request, false);
    const { segments, query } = readRequestPath(request.url ?? '');
    const token = segments.length === 0 && request.method === 'GET' ? query.get('token') : null;
    if (token !== null) exchangeToken(token, request, response, access.session);
    else {
      access.session.check(request.headers.cookie);
      if (segments.join('/') === 'workbench') {
        throw new HttpError(426, 'The workbench is reached by WebSocket.', {
          Upgrade: 'websocket',
        });
      }
      await sendSite(request, response, access.site);
    }
  } catch (error) {
    // After the first byte there is no way left to tell it but a broken connection.
    if (response.headersSent) response.destroy();
    else sendHttpError(response, asHttpError(error));
  }
}

/** Exchanges the token for the cookie, and takes it out of the address. */
function exchangeToken(
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
  session: Session,
): void {
  // Opened again in the browser that has the cookie.
  if (!session.isValid(request.headers.cookie)) {
    response.setHeader('Set-Cookie', session.exchange(token));
  }
  response.writeHead(303, { Location: '/', 'Content-Length': 0 }).end();
}

async function sendSite(
  request: IncomingMessage,
  response: ServerResponse,
  site: ServedSite,
): Promise<void> {
  const { method = '', url: target = '' } = request;
  const { range, 'if-range': ifRange } = request.headers;
  const { status, headers, body } = await serveSite(site, {
    ...{ method, target, range },
    ifRange: ifRange?.toString(),
  });
  try {
    response.writeHead(status, headers);
    if (!body) return void response.end();
    await pipeline(body, response, { end: false });
    // A file cut short meanwhile must not look like a whole answer.
    if (String(body.bytesRead) === headers['Content-Length']) response.end();
    else response.destroy();
  } finally {
    // Where the reader left before the file was open, the pipeline leaves it so.
    body?.destroy();
  }
}
