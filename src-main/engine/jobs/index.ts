/** Requests to the engine and its replies, and the interface that every model implements. */
export {
  baseLikelihood,
  baseOf,
  leaveOpen,
  likelihoodRoom,
  type BaseLikelihood,
  type NearLikelihood,
} from './base-likelihood.ts';
export { leastExponent } from './near-exp-log.ts';
export {
  type EmbedPool,
  type EmbedRequest,
  type EmbeddingPiece,
  type TokenRanges,
} from './embed-request.ts';
export { logSoftmax } from './log-softmax.ts';
export {
  type PassSeconds,
  type PerturbationWork,
  type Reply,
  type Request,
  type Send,
  type StageSeconds,
} from './messages.ts';
export { type Model, type PassMemory, type WantedPass } from './model.ts';
export {
  type BinPiece,
  type BinPieces,
  type PassBegun,
  type PassJob,
  type RawValues,
} from './pass-job.ts';
export {
  type PartialReading,
  type PerturbationJob,
  type PerturbationResult,
  type PerturbationTask,
  type TokenRange,
} from './perturbation-job.ts';
export { PerturbationProgressEstimator } from './perturbation-progress-estimator.ts';
export { WindowMeans } from './window-means.ts';
