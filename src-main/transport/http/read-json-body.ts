import type { IncomingMessage } from 'node:http';
import { HttpError } from './http-error.ts';

/** Bytes of a body that is read. */
export const maxBody = 1 << 20;

/** Of a larger one, so much is read and thrown away: whoever sends on would not hear why it is rejected. */
const maxThrownAway = 16 << 20;

/**
 * The JSON that a request carries, `{}` where it carries nothing. Errors (`HttpError`): 400 for what is not JSON, 408,
 * 413, 415.
 *
 * @param patienceMs until all of it must be there
 */
export async function readJsonBody(request: IncomingMessage, patienceMs: number): Promise<unknown> {
  const bytes = await readBody(request, patienceMs);
  if (bytes.length === 0) return {};
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  if (!/^application\/json *(; *charset="?utf-8"?)?$/i.test(type) || encoding !== 'identity') {
    throw new HttpError(415, 'The body must be JSON in UTF-8: Content-Type: application/json.');
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 200) : 'unknown';
    throw new HttpError(400, `The body is no JSON that can be read: ${why}.`);
  }
}

function readBody(request: IncomingMessage, patienceMs: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const parts: Buffer[] = [];
  let length = 0;
  const late = () => reject(new HttpError(408, 'The body was not whole in time.'));
  const large = () =>
    reject(new HttpError(413, `The body is larger than ${maxBody.toLocaleString('en-US')} bytes.`));
  const timer = setTimeout(late, patienceMs);
  request.on('data', (part: Buffer) => {
    length += part.length;
    if (length <= maxBody) parts.push(part);
    else if (length > maxThrownAway) large();
  });
  request.on('end', () => (length > maxBody ? large() : resolve(Buffer.concat(parts))));
  // Whoever is gone hears nothing; the request ends all the same.
  request.on('close', late);
  return promise.finally(() => clearTimeout(timer));
}
