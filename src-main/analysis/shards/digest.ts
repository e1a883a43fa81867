import { createHash } from 'node:crypto';
import type { Contig } from '../../contract/index.ts';

/** A short fingerprint of texts in their order, for the note of a part: 16 hex digits of SHA-256. */
export function digest(texts: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length}:${text}`);
  return hash.digest('hex').slice(0, 16);
}

/** How many contigs a genome has, and a fingerprint of their names and lengths. */
export function genomeText(contigs: readonly Contig[]): string {
  const names = contigs.map(({ name, length }) => `${name} ${length}`);
  return `${contigs.length} contigs, ${digest(names)}`;
}
