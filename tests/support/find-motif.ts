import { tokenize, tokenOf } from '../../src-main/sequence/index.ts';

/** Where a motif stands, 0-based, or one that differs from it in exactly so many bases. */
export interface MotifHit {
  readonly start: number;
  readonly strand: '+' | '-';
}

/** All places of a motif on both strands, by start. */
export function findMotif(tokens: Uint8Array, motif: string, wrong = 0): MotifHit[] {
  const forward = tokenize(motif);
  // The ids of the bases are such that those of a base and its complement add up to the same.
  const reverse = forward.map((token) => tokenOf.A + tokenOf.T - token).reverse();
  const hits: MotifHit[] = [];
  for (let start = 0; start + motif.length <= tokens.length; start++) {
    if (differing(tokens, start, forward, wrong) === wrong) hits.push({ start, strand: '+' });
    if (differing(tokens, start, reverse, wrong) === wrong) hits.push({ start, strand: '-' });
  }
  return hits;
}

/** Bases that differ; stops counting above `most`. */
function differing(tokens: Uint8Array, start: number, motif: Uint8Array, most: number): number {
  let count = 0;
  for (let i = 0; i < motif.length && count <= most; i++) {
    if (tokens[start + i] !== motif[i]) count++;
  }
  return count;
}
