import { contigNamed, defined } from '../../contract/index.ts';
import { tokenize, tokenOf } from '../../sequence/index.ts';
import type { AnalysisContext } from '../environment/index.ts';

/** Tokens of a window of a contig that may reach beyond its ends, where N stands. */
export async function paddedTokens(
  { contig, start, end }: { readonly contig: string; readonly start: number; readonly end: number },
  { genome, signal }: Pick<AnalysisContext, 'genome' | 'signal'>,
): Promise<Uint8Array> {
  const { length } = defined(contigNamed(genome.contigs, contig));
  const inside = { contig, start: Math.max(0, start), end: Math.min(length, end) };
  const tokens = new Uint8Array(end - start).fill(tokenOf.N);
  if (inside.start >= inside.end) return tokens;
  tokens.set(tokenize(await genome.fetch(inside, { signal })), inside.start - start);
  return tokens;
}
