/** Regions: as a person types them, and as the view shows them. */
export { focusLocusBox, locusBoxId } from './locus-box.ts';
export { normalLocus, plainRegion } from './locus-text.ts';
export { formatLoci, splitLoci } from './several-loci.ts';
export { regionAround, regionNear, variantLoci } from './region-around.ts';
export { clippedTo, lengthOf } from './regions.ts';
