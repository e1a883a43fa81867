/** Opens a genome by its format: FASTA or 2bit. */
export { browserCopy } from './browser-copy.ts';
export { openGenome } from './open-genome.ts';
