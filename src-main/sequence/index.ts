/** Tokens, chunks, bins, and regions as people write them. */
export { anchoredWindow } from './anchored-window.ts';
export { wholeBins } from './bins.ts';
export { ChunkPlan } from './chunks.ts';
export { complementOf } from './complement.ts';
export { contextInterval } from './context-interval.ts';
export { EditedSequence, mirrorEdits, type Edit } from './edited-sequence.ts';
export { interleave } from './interleave.ts';
export { contigNames, findContig, matchContig } from './match-contig.ts';
export {
  PileupTile,
  defaultCandidateOptions,
  findCandidates,
  type Candidate,
  type CandidateOptions,
} from './pileup/index.ts';
export { placeFeatures, skippedNotes, type FileFeatures } from './place-features.ts';
export { readingFrames, type ReadingFrame } from './reading-frames.ts';
export { RegionSet } from './region-set.ts';
export { parseRegion } from './region-syntax.ts';
export { seededRandom, shufflePairs } from './shuffle.ts';
export { baseTokens, maskToken, reverseComplement, tokenOf, tokenize } from './tokens.ts';
export {
  BasesWindow,
  CoordinateMap,
  VariantNormaliser,
  chooseEdits,
  editKindOf,
  placeAlleles,
  refusalWords,
  variantId,
  refuse,
  tokenEdit,
  trimAlleles,
  type AlleleOutcome,
  type BaseEdit,
  type ChosenEdits,
  type PlacedAlleles,
  type RefusalReason,
  type SkipReason,
  type SymbolicFields,
  type Variant,
} from './variant/index.ts';
