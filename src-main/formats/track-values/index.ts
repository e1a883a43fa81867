/** What the formats of tracks share: bins in the order of contigs, thresholds, headers. */
export { ContigOrder, binsOnContig } from './contig-order.ts';
export {
  type ExportFormat,
  type ExportJob,
  type ExportRequest,
  type FormatWriter,
  type PredictionPart,
  type StagedOutput,
  type WrittenFile,
} from './export-format.ts';
export { askedPart, partOfRegions, sortedPart } from './part-of-run.ts';
export { passingRegions, type PassingRegion } from './passing-regions.ts';
export { textFormat, type TextPieces } from './text-format.ts';
export { TrackBins, type BinBlock } from './track-bins.ts';
export { quoted, rgb } from './track-line.ts';
