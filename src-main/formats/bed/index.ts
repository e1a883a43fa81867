/** BED: reads regions, writes the regions where a track passes a threshold. */
export { bedLines } from './bed-lines.ts';
export { BedScores } from './merge-scores.ts';
export { readBedFeatures } from './read-bed-features.ts';
export { readBed, readBedRegions, type BedRegion } from './read-bed.ts';
export { bed } from './write-predictions.ts';
