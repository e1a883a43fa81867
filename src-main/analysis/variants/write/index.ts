export { describeScoring } from './about.ts';
export { keysOfEarlierRun } from './vcf-text.ts';
export {
  type RowsOfRecord,
  type WrittenVariants,
  variantFormat,
  writeVariants,
} from './write-variants.ts';
