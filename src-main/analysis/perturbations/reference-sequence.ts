import type { Span } from '../../contract/index.ts';
import type { BinPieces } from '../../engine/index.ts';

/** A sequence and the contig coordinate of its first token, 0-based. */
export interface ReferenceSequence {
  readonly start: number;
  readonly tokens: Uint8Array;
  /** See `PassJob.valued`. */
  readonly valued?: readonly Span[] | undefined;
  /** Wants the bins of all of the sequence, not only of what some task may change; `false` where absent. */
  readonly whole?: boolean | undefined;
}

/** What a result is to be held against. */
export interface ReferencePart {
  /** Of the unchanged sequence; absent of a model without tracks. */
  readonly bins: BinPieces | undefined;
  /** Tokens that were read for it. */
  readonly read: Span;
  /** Of these, what has values; absent where all of them have. */
  readonly valued?: Span | undefined;
  /**
   * Mean log-likelihood of a base of what has values, by windows of `likelihoodWindow` bp from its start on;
   * absent of a model without a likelihood, and of what an earlier version stored.
   */
  readonly likelihoods?: Float32Array | undefined;
}
