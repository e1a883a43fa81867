import { createHash } from 'node:crypto';

/** A short fingerprint of texts in their order, for the note of a part: 16 hex digits of SHA-256. */
export function digest(texts: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length}:${text}`);
  return hash.digest('hex').slice(0, 16);
}
