import { Readable } from 'node:stream';
import { protocol, type Session } from 'electron';
import {
  asHttpError,
  HttpError,
  responseHeaders,
  serveSite,
  type ServedSite,
} from '../transport/index.ts';

const scheme = 'megabase';
const origin = `${scheme}://app`;

/** Address of the page. Page and files have one origin, so that its policy's 'self' covers both. */
export const startAddress = `${origin}/`;

/** Whether an address is one of ours. */
export function isOwnAddress(url: string): boolean {
  return url.startsWith(startAddress);
}

/** Whether an origin is ours: Electron tells one with a slash behind it, or without. */
export function isOwnOrigin(told: string): boolean {
  return told === origin || told === startAddress;
}

/** Must happen before the application is ready. */
export function registerScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true };
  protocol.registerSchemesAsPrivileged([{ scheme, privileges }]);
}

/** Answers the page and the opened files, by the same code as the loopback server. */
export function serveScheme(session: Session, site: ServedSite): void {
  session.protocol.handle(scheme, (request) => answerRequest(request, site));
}

async function answerRequest(request: Request, site: ServedSite): Promise<Response> {
  const { method, url } = request;
  const always = responseHeaders([]);
  try {
    if (!isOwnAddress(url)) throw new HttpError(403, `Megabase is at ${startAddress} only.`);
    const { status, headers, body } = await serveSite(site, {
      method,
      target: url.slice(origin.length).replace(/#.*$/s, ''),
      range: request.headers.get('range') ?? undefined,
      ifRange: request.headers.get('if-range') ?? undefined,
    });
    const stream = body ? (Readable.toWeb(body) as ReadableStream<Uint8Array>) : null;
    return new Response(stream, { status, headers: { ...always, ...headers } });
  } catch (error) {
    const { status, message, headers } = asHttpError(error);
    const body = method === 'HEAD' ? null : `${message}\n`;
    const type = { 'Content-Type': 'text/plain; charset=utf-8' };
    return new Response(body, { status, headers: { ...always, ...headers, ...type } });
  }
}
