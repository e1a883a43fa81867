import { tokenize, tokenOf } from '../../sequence/index.ts';
import type { Genome } from '../../formats/genome/index.ts';

/** Tokens of a stretch of a contig that may reach beyond its ends, where N stands. */
export async function paddedTokens(
  { contig, start, end }: { readonly contig: string; readonly start: number; readonly end: number },
  { fasta, signal }: { readonly fasta: Genome; readonly signal?: AbortSignal | undefined },
): Promise<Uint8Array> {
  const { length } = fasta.contigs.find(({ name }) => name === contig)!;
  const inside = { contig, start: Math.max(0, start), end: Math.min(length, end) };
  const tokens = new Uint8Array(end - start).fill(tokenOf.N);
  if (inside.start >= inside.end) return tokens;
  tokens.set(tokenize(await fasta.fetch(inside, { signal })), inside.start - start);
  return tokens;
}
