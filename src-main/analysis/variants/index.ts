/**
 * Variants of a VCF file, of reads or of haplotypes, scored where they stand and far from there.
 *
 *     const source = { kind: 'vcf', path: 'calls.vcf.gz' };
 *     const events = scoreVariants(environment, { source, masked: false, ... }, signal);
 *     const { summary } = await writeScored(events, show, (head, records) =>
 *       writeVariants(records, 'scored.tsv', { ...head, format: 'tsv' }),
 *     );
 */
export { AlleleTracks, cachedAlleles } from './readings/index.ts';
export { checkScorers, chosenDistance } from './check-scorers.ts';
export {
  cutVariants,
  type RecordCut,
  readSampleNames,
  type VariantSource,
} from './sources/index.ts';
export { variantLabels, randomReach, readoutTrack } from './tiles/index.ts';
export { keepBackground } from './keep-background.ts';
export { PointColumns } from './point-columns.ts';
export { defaultMaxTargets, type ScoreOptions } from './score-options.ts';
export { scoreRecords } from './score-records.ts';
export { scoreVariants, type VariantFile, type VariantsSpec } from './score-variants.ts';
export { findBackground, parseAggregations } from './scorers/index.ts';
export { VariantSummary } from './variant-summary.ts';
export { writeScored } from './write-scored.ts';
export {
  type RowsOfRecord,
  type VariantTableHead,
  type WrittenVariants,
  variantFormat,
  variantPaths,
  malformedPath,
  writeVariants,
} from './write/index.ts';
