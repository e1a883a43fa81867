/** What the window shows and can do: classes of runes that components read. */
export { act } from './act.ts';
export { readAddress, writeAddress } from './address.ts';
export { addressOf, goToAddress } from './app-address.ts';
export { AppState } from './app-state.svelte.ts';
export type { Notice } from './notifications.svelte.ts';
export type { PanelName } from './panel-state.svelte.ts';
export { type Dialog, type FileQuestion, type FoundAnswer, ExportState } from './dialogs/index.ts';
export { droppedOf } from './project/index.ts';
export {
  BaseMapForm,
  likelihoodReadout,
  VariantForm,
  EffectForm,
  FigureForm,
  type FigureLookForm,
  VariantFigureForm,
  type VariantFigureView,
  EvaluationForm,
  ProbeForm,
  type ReadingForm,
  RequestEstimate,
} from './forms/index.ts';
export {
  type ChosenBase,
  type ChosenEffect,
  type MapFault,
  type OpenMap,
  EvaluationState,
  type PictureKind,
  type OpenedVariant,
  VariantTableState,
} from './results/index.ts';
