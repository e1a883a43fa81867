/**
 * What the service shares of reading and scoring variants.
 *
 *     const source = vcfSource(await openVcf(path), { genome, onNote });
 *     for await (const { record, rows } of scoreRecords(source, options, tools)) ...
 */
export { openVcf, type Vcf } from '../../readers/index.ts';
export { variantLabels } from './head-scores.ts';
export * from './reads-source.ts';
export * from './records-in.ts';
export * from './refusal-tally.ts';
export * from './score-haplotypes.ts';
export * from './score-records.ts';
export type * from './score-tools.ts';
export * from './variant-scorer.ts';
export type { SourceAllele, SourceRecord, VariantSource } from './variant-source.ts';
export * from './variant-summary.ts';
export * from './vcf-source.ts';
export * from './write/about.ts';
export { keysOfEarlierRun } from './write/vcf-text.ts';
export * from './write/write-variants.ts';
