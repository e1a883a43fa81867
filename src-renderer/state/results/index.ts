/** What was made in a project, as it is seen. */
export { shownVariant } from './allele-spec.ts';
export { BaseMaps, type ChosenBase } from './base-maps.svelte.ts';
export {
  type ChosenEffect,
  EffectMaps,
  type MapFault,
  type OpenMap,
} from './effect-maps.svelte.ts';
export { EvaluationState } from './evaluation-state.svelte.ts';
export { type OpenedVariant, OpenedVariantState } from './opened-variant.svelte.ts';
export { type PictureKind, VariantPictureState } from './variant-picture-state.svelte.ts';
export { VariantTableState } from './variant-table-state.svelte.ts';
