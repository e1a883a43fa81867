/** Weights and JSON as the files of a model have them, read and checked. */
export {
  type Generation,
  generationsOf,
  likelyGeneration,
  statedGeneration,
  tensorNames,
} from './generation.ts';
export { firstNotFinite, nameNotFinite, notFiniteIn } from './not-finite.ts';
export { plainFault, quoteValue, readJson } from './read-json.ts';
export { openTensors } from './tensors.ts';
export {
  chooseWeights,
  findWeights,
  isWeightName,
  weightBytes,
  type WeightFiles,
} from './weight-files.ts';
export { Weights } from './weights.ts';
