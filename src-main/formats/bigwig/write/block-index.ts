import { defined } from '../../../contract/index.ts';
import { LittleEndian } from './little-endian.ts';
import { fanout, type TreeEntries, treeBytes, writeTree } from './packed-tree.ts';

const magic = 0x2468ace0;
const headerBytes = 48;

/** A compressed block in the file and the bases it tells of, all on one chromosome. */
export interface IndexedBlock {
  readonly chromosome: number;
  /** First base of the first item, 0-based. */
  readonly start: number;
  /** One past the last base of the last item. */
  readonly end: number;
  /** First byte in the file. */
  readonly offset: number;
  readonly bytes: number;
}

/**
 * The R tree that finds blocks by place. `blocks` are sorted and do not overlap, so that a node's
 * bounds are those of its first and its last block. `offset` is where the index will stand, which is
 * where the blocks end; `itemsPerBlock` is the most any block holds.
 */
export function blockIndex(
  blocks: readonly IndexedBlock[],
  offset: number,
  itemsPerBlock: number,
): Buffer {
  const bounds = (out: LittleEndian, first?: IndexedBlock, last?: IndexedBlock) =>
    out
      .u32(first?.chromosome ?? 0)
      .u32(first?.start ?? 0)
      .u32(last?.chromosome ?? 0)
      .u32(last?.end ?? 0);
  const tree: TreeEntries = {
    items: blocks.length,
    leafBytes: 32,
    innerBytes: 24,
    leaf: (out, item) => {
      const block = defined(blocks[item]);
      bounds(out, block, block).u64(block.offset).u64(block.bytes);
    },
    inner: (out, first, last, child) => {
      bounds(out, blocks[first], blocks[last]).u64(child);
    },
  };
  const out = new LittleEndian(headerBytes + treeBytes(tree));
  out.u32(magic).u32(fanout).u64(blocks.length);
  bounds(out, blocks[0], blocks.at(-1));
  out.u64(offset).u32(itemsPerBlock).u32(0);
  writeTree(out, tree, offset + headerBytes);
  return out.bytes;
}
