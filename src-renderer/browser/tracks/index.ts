/** Tracks of the window's own that igv.js draws, and what lies under the pointer in them. */
export {
  baseMapConfig,
  baseMapHeight,
  baseMapSpecOf,
  clickedBase,
  registerBaseMapTrack,
  renewBaseMap,
} from './base-map-track.ts';
export { binsAt } from './bins-at.ts';
export {
  clickedEffect,
  effectConfig,
  effectSpecOf,
  registerEffectTrack,
  renewEffects,
} from './effect-track.ts';
export { headingConfig, headingHeight, registerHeadingTrack } from './heading-track.ts';
export { MarkedRegions, type MarkEvents } from './marked-regions.ts';
export {
  clickedViewport,
  predictionConfig,
  type PredictionTrackContext,
  registerPredictionTrack,
  renewPrediction,
  specOf,
} from './prediction-track.ts';
export { columnsOf, type IgvValue } from './igv-values.ts';
export { dressRuler, type RulerPass } from './ruler.ts';
export { dressSequence } from './sequence.ts';
export { dressSignal, renewSignal } from './signal-track.ts';
