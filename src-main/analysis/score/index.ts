/**
 * Regions and genes, each scored by itself.
 *
 *     const source = { kind: 'genes', path: 'genes.gtf' } as const;
 *     const spec = { source, provider: 'auto', threads: 2, output: { path, format: 'tsv' } } as const;
 *     const { labels, file } = await resultOf(scoreRegions(environment, spec, signal), show);
 */
export { findLoci, type LocusSource } from './find-loci.ts';
export { basesPerLocus, type ScoredLocus, windowLabels } from './score-loci.ts';
export { scoreRegions, type RegionScorePart, type RegionScoreSpec } from './score-regions.ts';
export { scoreFormat } from './write-scores.ts';
