/** What a model reads of the variants of an interval: likelihoods, and changes near and far. */
export { AlleleTracks, cachedAlleles } from './allele-tracks.ts';
export { computeScores } from './compute-scores.ts';
export type { IntervalVariants } from './interval-variants.ts';
export { hasKnownFlank, isSubstitution, substitutionLlr } from './log-likelihood-ratio.ts';
export { readVariants } from './variant-readings.ts';
