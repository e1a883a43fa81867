/** Outputs from the last layer's states. */
export { FeaturePool } from './feature-pool.ts';
export { HeadBins } from './head-bins.ts';
export { type HeadChunk, type HeadSource, runHead, type WantsOutput } from './head.ts';
export { LikelihoodStream } from './likelihood-stream.ts';
export { SendAhead } from './send-ahead.ts';
export type { StageContext } from './stage-context.ts';
