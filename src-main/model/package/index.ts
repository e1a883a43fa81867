/** Model packages: a folder's configuration, manifest and heads, checked before weights are opened. */
export { blobDigest, type BlobDigest } from './hub-cache.ts';
export {
  chooseTracks,
  commonBin,
  hasLikelihood,
  headTracks,
  leastCommonMultiple,
  likelihoodTracks,
  modelTracks,
  signedTracks,
  type StrandedTrack,
  tracksOfRole,
  variantLimit,
} from './model-tracks.ts';
export {
  expectConfig,
  expectNetwork,
  identifyModel,
  isGraph,
  type ModelPackage,
  type NetworkPackage,
  readModelPackage,
} from './package.ts';
