/** igv.js behind one facade, and the tracks that this program draws in it. */
export { graphOf } from './prediction-bins.ts';
export type { EffectSpec } from './effect-spec.ts';
export type { FeatureDetails } from './feature-text.ts';
export { rowGap } from './igv-theme.ts';
export { GenomeView, type GenomeViewEvents } from './igv-browser.ts';
export { type PredictionSource, type PredictionSpec } from './prediction-bins.ts';
export type { LocusPlace } from './loci.ts';
export type { RulerPass } from './ruler.ts';
export type { EffectRow, HeadingRow, PredictionRow, Row, RowPlace } from './row.ts';
export { savePicture } from './view-picture.ts';
