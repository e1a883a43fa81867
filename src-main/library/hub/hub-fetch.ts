import { get as getHttp, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { MegabaseError, systemCode, defined } from '../../contract/index.ts';
import { isAllowed } from './endpoint.ts';

const mostRedirects = 5;

/** Milliseconds without a byte after which a connection counts as lost. */
export const patienceMs = 60_000;

/** Milliseconds that a server may take to begin its answer. */
const firstByteMs = 30_000;

export interface HubResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As it comes, also where it is compressed. Must be read or destroyed. */
  readonly body: IncomingMessage;
}

export interface HubRequest {
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal | undefined;
  readonly firstByteMs?: number;
}

/**
 * Asks the hub for something, without credentials. Redirects, as to the servers that hold large files,
 * are followed to where `isAllowed` lets them. Any status is returned. Not by `fetch`, which neither
 * tells how many bytes came before it decompressed them nor lets that be limited.
 *
 * Errors: `hub-unreachable`, `hub-refused` for a redirect elsewhere, `cancelled`.
 */
export async function hubFetch(address: string, request: HubRequest = {}): Promise<HubResponse> {
  let url = new URL(address);
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const response = await ask(url, request);
    const { location } = response.headers;
    if (response.status < 300 || response.status >= 400 || location === undefined) return response;
    response.body.destroy();
    const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
    if (next === undefined || !isAllowed(next)) {
      throw new MegabaseError(
        'hub-refused',
        `${url.host} sends on to ${next?.origin ?? location}, which is not an https address.`,
      );
    }
    url = next;
  }
  throw new MegabaseError('hub-refused', `${address} sends on more than ${mostRedirects} times.`);
}

async function ask(url: URL, { signal, ...request }: HubRequest): Promise<HubResponse> {
  const limit = request.firstByteMs ?? firstByteMs;
  const headers = { 'accept-encoding': 'identity', ...request.headers };
  try {
    const body = await new Promise<IncomingMessage>((resolve, reject) => {
      const get = url.protocol === 'https:' ? getHttps : getHttp;
      const sent = get(url, { headers, ...(signal && { signal }) });
      const late = () => sent.destroy(new Error(`no answer within ${limit / 1000} s`));
      const timer = setTimeout(late, limit);
      sent.once('response', resolve).once('error', reject);
      for (const end of ['response', 'close']) sent.once(end, () => clearTimeout(timer));
    });
    return { status: defined(body.statusCode), headers: body.headers, body };
  } catch (error) {
    throw unreachable(url.origin, error, signal);
  }
}

/** The error for a connection that could not be made, or broke. */
export function unreachable(
  origin: string,
  error: unknown,
  signal: AbortSignal | undefined,
): MegabaseError {
  if (signal?.aborted) return downloadCancelled(error);
  const why = systemCode(error) ?? (error instanceof Error ? error.message : String(error));
  return new MegabaseError('hub-unreachable', `The connection to ${origin} failed (${why}).`, {
    cause: error,
  });
}

export function downloadCancelled(cause?: unknown): MegabaseError {
  return new MegabaseError('cancelled', 'The download was cancelled; what came is kept.', {
    cause,
  });
}
