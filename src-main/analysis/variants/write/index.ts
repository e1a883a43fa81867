/** Writers of scored variants: VCF, TSV, BED and JSON. */
export { describeScoring } from './about.ts';
export { type VariantTableHead } from './variant-text.ts';
export { keysOfEarlierRun } from './vcf-text.ts';
export {
  type RowsOfRecord,
  type WrittenVariants,
  variantFormat,
  variantPaths,
  malformedPath,
  writeVariants,
} from './write-variants.ts';
