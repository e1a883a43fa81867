/** What stands along a contig: ruler, sequence, features, sites, reads and values. */
export { drawFeatures, layOutFeatures, type Feature } from './draw-features.ts';
export { drawCoverage, drawReads, hasShownBases, type Coverage } from './draw-reads.ts';
export { layOutReads, readOrders, type ReadOrder, type ShownRead } from './read-lanes.ts';
export { drawFeatureNames, type FeatureName } from './feature-names.ts';
export { drawSequence, leastBaseWidth } from './draw-sequence.ts';
export {
  drawSites,
  namedSites,
  siteColor,
  siteHeight,
  siteNameHeight,
  type Site,
} from './draw-sites.ts';
export { drawValues, hasSeveral, unknownIn, type ShownValues } from './draw-values.ts';
export { annotationColor, arrowColor, colorOfType } from './feature-color.ts';
export { pixelBins, type SignalBin, type SignalColumns } from './pixel-bins.ts';
export { drawRuler, label, stepFor } from './ruler.ts';
export type { ValueBin } from './value-bars.ts';
