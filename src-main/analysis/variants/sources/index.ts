/** Variants as they are read: from VCF or reads, in the file's order or the genome's, cut into tiles. */
export { contigShares, contigsOfFile, hasContigsApart, type Share } from './contigs-of-file.ts';
export { cutVariants, type RecordCut, type RecordPiece } from './cut-records.ts';
export { GenomeTiles, type VariantTile } from './genome-tiles.ts';
export { NearEdits } from './near-edits.ts';
export { readSampleNames } from './read-sample-names.ts';
export { readsSource } from './reads-source.ts';
export { inSourceOrder } from './source-order.ts';
export type { SourceAllele, SourceRecord, VariantSource } from './variant-source.ts';
export { sampleNumber, vcfSource } from './vcf-source.ts';
