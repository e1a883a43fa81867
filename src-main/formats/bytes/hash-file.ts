import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/**
 * Reads a file once for its size, bytes, and its SHA-256, hexadecimal. Errors: the system's; an `AbortError`
 * where the signal stops it.
 */
export async function hashFile(
  path: string,
  signal?: AbortSignal,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) {
    const piece = chunk as Buffer;
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
