export { bgzfBlock, bgzfBlockSize, bgzfEnd } from './bgzf.ts';
export { blockSize, endMark, isGzip, unpackBlock } from './bgzip-block.ts';
export { formatGzi, parseGzi, type BgzipIndex } from './bgzip-index.ts';
export { BgzipSource } from './bgzip-source.ts';
export {
  type IndexedFile,
  type VirtualRange,
  virtualBlocks,
  virtualLines,
} from './virtual-range.ts';
