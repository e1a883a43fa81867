/** Walks over the records of a VCF file, and the tally of those that were skipped. */
export { chooseRecords, type RecordChoice } from './choose-records.ts';
export { ContigNames } from './contig-names.ts';
export { findSamples, sampleNames } from './find-samples.ts';
export { SkipTally } from './skip-tally.ts';
