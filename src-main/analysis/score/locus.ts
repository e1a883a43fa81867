import type { Region, Strand } from '../../contract/index.ts';
import type { WindowOutput } from '../../model/index.ts';

/** A region or a gene that is scored. 0-based half-open. */
export interface Locus extends Region {
  readonly name: string;
  readonly strand: Strand;
}

/** The base that a head reads round, 0-based: the locus's middle, or its first base as its strand reads. */
export function anchorOf({ start, end, strand }: Locus, anchor: WindowOutput['anchor']): number {
  if (anchor === 'center') return Math.floor((start + end) / 2);
  return strand === '-' ? end - 1 : start;
}
