/** The rows of a project's track area, and what they hold. */
export type { AreaContent } from './area-content.ts';
export { areaRows, drawnRows } from './area-rows.ts';
export {
  dependencyUnit,
  questionText,
  readoutUnit,
  type BaseChoice,
  type BaseMapSpec,
  type BasePicture,
} from './base-map-spec.ts';
export { alleleSpecs } from './allele-spec.ts';
export { isComparable } from './comparison.ts';
export { isOf, type EffectChoice } from './effect-choice.ts';
export type { EffectSpec } from './effect-spec.ts';
export {
  fetchBins,
  graphOf,
  isFile,
  isLive,
  withBases,
  type FetchSignal,
  type FetchView,
  type PredictionBin,
  type PredictionSource,
  type PredictionSpec,
  type RunSource,
  type ValueReads,
} from './prediction-bins.ts';
export {
  colorOf,
  isDifference,
  ownRange,
  predictionValues,
  secondColor,
  sourcesShown,
  unitOf,
} from './prediction-values.ts';
export type { BaseMapRow, EffectRow, FileRow, HeadingRow, PredictionRow, Row } from './row.ts';
export { signalSettings, signalValues, summarised } from './signal-look.ts';
export { teachingNote } from './teaching-note.ts';
export { effectTrackWords, trackInfo } from './track-info.ts';
