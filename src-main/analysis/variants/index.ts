/**
 * What the service shares of reading and scoring variants.
 *
 *     const source = vcfSource(await openVcf(path), { genome, onNote });
 *     for await (const { record, rows } of scoreRecords(source, options, tools)) ...
 */
export { AlleleTracks, keptAlleles } from './allele-tracks.ts';
export { variantLabels } from './head-scores.ts';
export { readsSource } from './reads-source.ts';
export { scoreHaplotypes, type HaplotypeOptions } from './score-haplotypes.ts';
export { scoreRecords } from './score-records.ts';
export { type ScoreListener, type ScoreOptions, type ScoreTools } from './score-tools.ts';
export { watchedTrack } from './variant-scorer.ts';
export { type VariantSource } from './variant-source.ts';
export { VariantSummary } from './variant-summary.ts';
export { sampleNumber, vcfSource } from './vcf-source.ts';
export {
  describeScoring,
  keysOfEarlierRun,
  type RowsOfRecord,
  type WrittenVariants,
  variantFormat,
  writeVariants,
} from './write/index.ts';
