import type { BinBlock } from '../../track-values/index.ts';

/** Values in ascending order, which can be asked for again. */
export interface BinSource {
  /** Bins that will come, at most. */
  readonly count: number;
  blocks(size: number): Iterable<BinBlock> | AsyncIterable<BinBlock>;
}
