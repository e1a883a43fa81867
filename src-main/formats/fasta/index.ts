/** FASTA with its .fai index, plain or bgzip: random access, and building missing indexes. */
export { FastaText, type Appendable } from './fasta-text.ts';
export { keptIndexPath } from './kept-index.ts';
export { openFasta, type Fasta, type OpenFastaOptions } from './fasta.ts';
