/** GFF3 and GTF: reads features and genes, writes regions. */
export { type GffFeature } from './gff-columns.ts';
export { escapeSeqId, gff3Line } from './gff3-line.ts';
export { numberFeatures } from './number-features.ts';
export { gff3Features, readGff3 } from './read-gff3.ts';
export { gtfFeatures } from './read-gtf.ts';
export { gff3 } from './write-predictions.ts';
