import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Guard } from './guard.ts';
import { asRefusal, Refusal, sendRefusal } from './refusal.ts';
import { readRequestPath } from './request-path.ts';
import type { Session } from './session.ts';
import { answerSite, type Site } from './site.ts';

export interface Gate {
  readonly guard: Guard;
  readonly session: Session;
  readonly site: Site;
}

/** Checks who asks, then answers; every request that is refused is told why. */
export async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  gate: Gate,
): Promise<void> {
  try {
    gate.guard.check(request.headers, false);
    const { segments, query } = readRequestPath(request.url ?? '');
    const token = segments.length === 0 && request.method === 'GET' ? query.get('token') : null;
    if (token !== null) letIn(token, request, response, gate.session);
    else {
      gate.session.check(request.headers.cookie);
      if (segments.join('/') === 'workbench') {
        throw new Refusal(426, 'The workbench is reached by WebSocket.', { Upgrade: 'websocket' });
      }
      await sendAnswer(request, response, gate.site);
    }
  } catch (error) {
    // After the first byte there is no way left to tell it but a broken connection.
    if (response.headersSent) response.destroy();
    else sendRefusal(response, asRefusal(error));
  }
}

/** Exchanges the token for the cookie, and takes it out of the address. */
function letIn(
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
  session: Session,
): void {
  // Opened again in the browser that was let in: it still is.
  if (!session.holds(request.headers.cookie)) {
    response.setHeader('Set-Cookie', session.exchange(token));
  }
  response.writeHead(303, { Location: '/', 'Content-Length': 0 }).end();
}

async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  site: Site,
): Promise<void> {
  const { method = '', url: target = '' } = request;
  const { range, 'if-range': ifRange } = request.headers;
  const answer = await answerSite(site, { method, target, range, ifRange: ifRange?.toString() });
  response.writeHead(answer.status, answer.headers);
  if (!answer.body) return void response.end();
  await pipeline(answer.body, response, { end: false });
  // A file cut short meanwhile must not look like a whole answer.
  if (String(answer.body.bytesRead) === answer.headers['Content-Length']) response.end();
  else response.destroy();
}
