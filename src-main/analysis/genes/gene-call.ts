import type { Region, Strand } from '../../contract/index.ts';

/**
 * A gene as the model tells it: a run of coding bins. Its ends are good to a bin or two; it is not a
 * spliced model, and has no phase. 0-based half-open.
 */
export interface GeneCall extends Region {
  /** `.` where the coding track is of both strands. */
  readonly strand: Strand;
  /** Mean of the coding track over the run. */
  readonly mean: number;
  /** The longest reading frame of the run, ATG to stop, where there is one. */
  readonly frame?: { readonly start: number; readonly end: number } | undefined;
}
