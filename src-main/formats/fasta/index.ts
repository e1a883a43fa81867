export { FastaText } from './fasta-text.ts';
export { openFasta, type Fasta, type OpenFastaOptions } from './fasta.ts';
