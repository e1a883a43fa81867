/** What a manifest says of a model's outputs and of its training. */
export { activations } from './activations.ts';
export {
  type Activation,
  type HeadOutput,
  likelihoodIds,
  lmOutputSchema,
  type ModelOutput,
  packageId,
  trackSchema,
  type TracksOutput,
  tracksOutputSchema,
  type VariantOutput,
  variantOutputSchema,
  type WindowOutput,
  windowOutputSchema,
} from './outputs.ts';
export { trainingFields } from './training-fields.ts';
