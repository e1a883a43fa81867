/** Variants scored tile by tile of the genome, or window by window. */
export { haplotypeTiles, scoreTiles } from './haplotype-tiles.ts';
export { variantLabels } from './head-scores.ts';
export { randomReach } from './random-changes.ts';
export { defaultMinEffect, readoutTrack } from './readout-track.ts';
export type { ShareSpan } from './tile-passes.ts';
export { type ScoreOutcome, TileScorer } from './tile-scorer.ts';
