import { MegabaseError, systemCode } from '../../contract/index.ts';
import { isAllowed } from './endpoint.ts';

const mostRedirects = 5;

/** Milliseconds without a byte after which a connection counts as lost. */
export const patienceMs = 60_000;

/**
 * Asks the hub for something, without credentials. Redirects, as to the servers that hold large files,
 * are followed to where `isAllowed` lets them. Any status is returned.
 *
 * Errors: `hub-unreachable`, `hub-refused` for a redirect elsewhere, `cancelled`.
 */
export async function hubFetch(
  address: string,
  { headers, signal }: { headers?: Record<string, string>; signal?: AbortSignal | undefined } = {},
): Promise<Response> {
  let url = new URL(address);
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const response = await ask(url, { redirect: 'manual', ...(headers && { headers }) }, signal);
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) return response;
    await response.body?.cancel();
    const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
    if (next === undefined || !isAllowed(next)) {
      throw new MegabaseError(
        'hub-refused',
        `${url.host} sends on to ${next?.origin ?? location}, which is no https address.`,
      );
    }
    url = next;
  }
  throw new MegabaseError('hub-refused', `${address} sends on more than ${mostRedirects} times.`);
}

async function ask(
  url: URL,
  init: RequestInit,
  signal: AbortSignal | undefined,
): Promise<Response> {
  try {
    return await fetch(url, { ...init, ...(signal && { signal }) });
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
  const cause = error instanceof Error ? error.cause : undefined;
  const why = systemCode(cause) ?? (error instanceof Error ? error.message : String(error));
  return new MegabaseError('hub-unreachable', `The connection to ${origin} failed (${why}).`, {
    cause: error,
  });
}

export function downloadCancelled(cause?: unknown): MegabaseError {
  return new MegabaseError('cancelled', 'The download was cancelled; what came is kept.', {
    cause,
  });
}
