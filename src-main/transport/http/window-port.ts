import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { OpenWindow, WindowCommand } from '../../contract/index.ts';
import { showError, type Advise } from '../server.ts';
import { windowCommandSchema } from '../request-schemas/index.ts';
import type { Guard } from './guard.ts';
import { asHttpError, HttpError, sendHttpError } from './http-error.ts';
import { openLoopback } from './loopback.ts';
import { usualPatience } from './patience.ts';
import { readJsonBody } from './read-json-body.ts';
import { sendJson } from './send-json.ts';
import { isSameSecret, newSecret } from './session.ts';

/** What is asked of a window over the port. */
export interface PortRequest {
  readonly command: WindowCommand;
  readonly by: string;
  readonly window?: string | undefined;
  /** What is opened must be a project that the user has opened before, for it lies elsewhere than the caller may. */
  readonly known?: boolean | undefined;
}

const portRequest = z.strictObject({
  command: windowCommandSchema,
  by: z.string().min(1).max(80),
  window: z.string().min(1).max(64).optional(),
  known: z.boolean().optional(),
});

export interface WindowPortParts {
  /** Error: `window-off`. */
  readonly windows: () => readonly OpenWindow[];
  readonly ask: (request: PortRequest, signal: AbortSignal) => Promise<unknown>;
  readonly advise: Advise;
}

export interface WindowPort {
  readonly port: number;
  /** Every request carries it; 256 random bits. */
  readonly token: string;
  readonly close: () => Promise<void>;
}

/**
 * Lets other programs of this user drive windows: `GET /windows` lists them, `POST /windows` has one do something,
 * both with the token. It answers this computer alone, and no page of a browser.
 */
export async function openWindowPort(parts: WindowPortParts): Promise<WindowPort> {
  const token = newSecret();
  const { server, port, guard, close } = await openLoopback({ port: 0 });
  server.on('request', (request, response) => {
    void answer(request, response, parts, () => checkCaller(request, guard, token)).catch(
      (error: unknown) => {
        if (response.headersSent) response.destroy();
        else sendHttpError(response, asHttpError(error));
      },
    );
  });
  return { port, token, close };
}

/** A browser says where its page comes from, and none may ask. */
function checkCaller(request: IncomingMessage, guard: Guard, token: string): void {
  guard.check(request, false);
  const { origin, authorization = '', 'sec-fetch-site': site } = request.headers;
  if (origin !== undefined || site !== undefined) {
    throw new HttpError(403, 'A page of a browser asked; only programs may.');
  }
  if (!isSameSecret(authorization, `Bearer ${token}`)) {
    throw new HttpError(401, 'The token is missing or wrong.');
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { windows, ask, advise }: WindowPortParts,
  check: () => void,
): Promise<void> {
  check();
  if (request.url !== '/windows') throw new HttpError(404, 'There is nothing but /windows.');
  const ended = new AbortController();
  response.once('close', () => ended.abort());
  try {
    if (request.method === 'GET') {
      sendJson(response, 200, { windows: windows() });
      return;
    }
    if (request.method !== 'POST') {
      throw new HttpError(405, 'Only GET and POST are answered.', { Allow: 'GET, POST' });
    }
    const asked = await readRequest(request);
    // However long it takes, nothing moves on the connection.
    request.socket.setTimeout(0);
    sendJson(response, 200, { result: (await ask(asked, ended.signal)) ?? null });
  } catch (error) {
    if (error instanceof HttpError) throw error;
    sendJson(response, 409, { error: showError(error, advise) });
  }
}

async function readRequest(request: IncomingMessage): Promise<PortRequest> {
  const given = await readJsonBody(request, usualPatience.requestMs);
  const { success, data, error } = portRequest.safeParse(given);
  if (success) return data;
  const [issue] = error.issues;
  throw new HttpError(400, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not known'}`);
}
