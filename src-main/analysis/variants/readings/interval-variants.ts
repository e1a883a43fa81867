import type { Region, Span, TrackInfo } from '../../../contract/index.ts';
import type { Edit } from '../../../sequence/index.ts';
import type { ChooseTargets } from '../../effects/index.ts';
import type { ScorerOptions } from '../scorers/index.ts';

/** Variants of one interval, scored together. */
export interface IntervalVariants {
  /** All that is read as one. */
  readonly interval: Region;
  /** Of the contig, what can be read about the interval. */
  readonly bounds: Span;
  /** Of the whole interval. */
  readonly tokens: Uint8Array;
  /** See `PassJob.valued`. */
  readonly valued?: readonly Span[] | undefined;
  /** Each is one allele, or all edits of a haplotype in order; tokens count from the interval's start. */
  readonly variants: readonly (readonly Edit[])[];
  /** Chosen once the interval has been read. */
  readonly chooseTargets: ChooseTargets;
  /** The readout track at the targets; absent for a model without tracks. */
  readonly track?: TrackInfo | undefined;
  /** Wants the masked ratio too. */
  readonly masked: boolean;
  /** Wants gains, losses and aggregates too. */
  readonly scorers?: ScorerOptions | undefined;
  /** bp on either side of a value that the model sees. */
  readonly sideContext: number;
  /** Distal effects of a variant at most. */
  readonly maxTargets: number;
  /** Smallest distal effect, either way. */
  readonly minEffect: number;
  /** Random changes near each variant, of none where it is empty; see `randomChanges`. */
  readonly changes?: readonly (readonly Edit[])[] | undefined;
}
