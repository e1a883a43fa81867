/** BED: reads regions, writes the regions where a track passes a threshold. */
export { readBedRegions, type BedRegion } from './read-bed.ts';
export { bed } from './write-predictions.ts';
