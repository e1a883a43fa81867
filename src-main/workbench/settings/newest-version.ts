import { z } from 'zod';
import { MegabaseError, type NewestVersion } from '../../contract/index.ts';

/** ms */
const patience = 15_000;

/** A version file is a line or two. */
const mostBytes = 65_536;

const schema = z.object({
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  page: z
    .url()
    .refine((address) => address.startsWith('https://'))
    .optional(),
});

/**
 * Reads a version file: JSON with `version` and maybe `page`. The request carries nothing of this
 * computer or its user, and goes nowhere but to `address`. Error: `update-unreachable`.
 */
export async function readNewestVersion(
  address: string,
  own: string,
  signal?: AbortSignal,
): Promise<NewestVersion> {
  const failed = (why: string, cause?: unknown) =>
    new MegabaseError('update-unreachable', `${address} could not be read: ${why}.`, { cause });
  let text: string;
  try {
    const timeout = AbortSignal.timeout(patience);
    const response = await fetch(address, {
      redirect: 'error',
      credentials: 'omit',
      referrer: '',
      headers: { accept: 'application/json', 'user-agent': 'Megabase' },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    if (!response.ok) throw failed(`the server answered ${response.status}`);
    text = await readShort(response);
  } catch (error) {
    if (error instanceof MegabaseError) throw error;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw failed(cause instanceof Error ? cause.message : String(cause), error);
  }
  const found = schema.safeParse(parsed(text));
  if (!found.success) throw failed('it is not a version file');
  return { ...found.data, isNewer: isNewer(found.data.version, own) };
}

async function readShort({ body }: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > mostBytes) throw new Error(`it is longer than ${mostBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Both as `1.2.3`. */
function isNewer(version: string, own: string): boolean {
  const [theirs, ours] = [version, own].map((one) => one.split('.').map((part) => parseInt(part)));
  const differing = theirs?.findIndex((part, i) => part !== ours?.[i]) ?? -1;
  return differing >= 0 && (theirs?.[differing] ?? 0) > (ours?.[differing] ?? 0);
}
