/**
 * BGZF blocks, their .gzi index, and the binning indexes (BAI, CSI, tabix) over them (SAM
 * specification, sections 4 and 5).
 */
export { bgzfBlock, bgzfBlockSize, bgzfEnd } from './bgzf.ts';
export { blockSize, endMark, endMarkNote, isGzip, unpackBlock } from './bgzip-block.ts';
export { formatGzi, parseGzi, type BgzipIndex } from './bgzip-index.ts';
export { BgzipSource } from './bgzip-source.ts';
export {
  binInterval,
  fixedBinning,
  leastOffset,
  parseBins,
  rangesOf,
  sortedChunks,
  type BinningIndex,
  type Chunk,
  type IndexSubject,
  virtualOffset,
} from './binning-index.ts';
export { readCsiScheme } from './csi-scheme.ts';
export { IndexBytes, readIndexBytes } from './index-bytes.ts';
export {
  type IndexedFile,
  type VirtualRange,
  virtualBlocks,
  virtualLines,
} from './virtual-range.ts';
