export { readBedRegions, type BedRegion } from './read-bed.ts';
export { bed } from './write-predictions.ts';
