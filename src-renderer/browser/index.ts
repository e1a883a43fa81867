/** igv.js behind one facade, and the tracks that this program draws in it. */
export type { FeatureDetails } from './feature-text.ts';
export { gapShadow, rowGap } from './igv-theme.ts';
export { GenomeView, type GenomeViewEvents } from './igv-browser.ts';
export type { LocusPlace } from './loci.ts';
export type { RulerPass } from './tracks/index.ts';
export type { RowPlace } from './rows/index.ts';
