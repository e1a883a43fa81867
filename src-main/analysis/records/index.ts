/** Walks over the records of a VCF file, names of samples and contigs, and the tally of what was skipped. */
export { chooseRecords, type RecordChoice } from './choose-records.ts';
export { ContigNames } from './contig-names.ts';
export { findSamples, sampleNames } from './find-samples.ts';
export { mostHeld } from './most-held.ts';
export { nearNames } from './near-names.ts';
export { SkipTally } from './skip-tally.ts';
