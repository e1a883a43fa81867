/** Walks over the records of a VCF file, and the tally of those that were skipped. */
export { recordsIn } from './records-in.ts';
export { SkipTally } from './skip-tally.ts';
