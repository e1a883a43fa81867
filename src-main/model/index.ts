/**
 * Model packages and the compiler from weights to ONNX graphs. Nothing here loads ONNX Runtime:
 * `session.ts` and `probe.ts` do, and are imported by the compute process alone.
 *
 *     const model = readModelPackage('native-models/hawk-tutorial');
 *     const { d, layers } = describeNetwork(model); // opens no weights
 *     const { network } = openNetwork(model);
 *     const bytes = network.scanGraph(0, network.layers[0].singleChunk);
 */
export {
  activations,
  packageId,
  type HeadOutput,
  type TracksOutput,
  type VariantOutput,
  type WindowOutput,
} from './outputs/index.ts';
export { checkWeightsByLayer } from './check-weights.ts';
export {
  describeModel,
  memberNames,
  modelBasis,
  strandAnswers,
  describeNetwork,
  expectCarriedState,
  type StateSetting,
} from './describe-model.ts';
export {
  packedWidth,
  readsForward,
  embeddingGraph,
  strandsGraph,
  type DirectionalScan,
  type LayerPlan,
  type Network,
  plainScanOptions,
  type NetworkShape,
  type ScanGraphOptions,
  type StateSpec,
  type Recurrence,
  type StagedScan,
} from './network/index.ts';
export {
  Traffic,
  type Device,
  type DeviceSession,
  type DeviceTensor,
  type HostTensor,
} from './device.ts';
export { GraphCache } from './graph-cache.ts';
export {
  applyHead,
  columnsOf,
  expectFiniteHead,
  featureWidth,
  headTasks,
  readHeadPackage,
  readHeadWeights,
  type HeadManifest,
  type HeadMetric,
  type HeadPackage,
  type HeadWeights,
} from './heads/index.ts';
export {
  blobDigest,
  type BlobDigest,
  chooseTracks,
  commonBin,
  hasLikelihood,
  headTracks,
  leastCommonMultiple,
  signedTracks,
  likelihoodTracks,
  modelTracks,
  tracksOfRole,
  variantLimit,
  type StrandedTrack,
  expectConfig,
  identifyModel,
  isGraph,
  readModelPackage,
  type ModelPackage,
  type NetworkPackage,
} from './package/index.ts';
export { tracksOutputs, type Manifest, usefulContext } from './manifest.ts';
export {
  firstNotFinite,
  nameNotFinite,
  notFiniteIn,
  readJson,
  openTensors,
  chooseWeights,
  isWeightName,
  weightBytes,
} from './weights/index.ts';
export { otherStrand } from './other-strand.ts';
export { openNetwork, readHeads, type OpenNetwork, type TrackHead } from './open-network.ts';
export {
  alikeAfter,
  changeReach,
  chooseReading,
  perturbedReading,
  sequenceParts,
  sideContext,
  valuedSpan,
  wholeWidth,
  type Reading,
  type SequencePart,
} from './reading/index.ts';
export { runtimeVersion } from './runtime-version.ts';
export {
  refuseTiled,
  tileCentre,
  shiftOf,
  tileForm,
  type TileForm,
  type GraphInput,
  type GraphManifest,
  type GraphPackage,
  readAxes,
  type GraphTrack,
  type GraphTracksOutput,
  type TokensInput,
} from './tiled/index.ts';
export { ownComplement, ownTokenOf, type Vocabulary } from './vocabulary/index.ts';
