/** Opens a genome by its format: FASTA or 2bit. */
export { openGenome } from './open-genome.ts';
