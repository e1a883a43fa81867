import { defined } from '../../../contract/index.ts';
import type { LittleEndian } from './little-endian.ts';

/** Leaf flag (u8), zero (u8), number of entries (u16). */
const nodeHeaderBytes = 4;

/** Most entries of a node in both trees of the format, as UCSC's own tools have it. */
export const fanout = 256;

/** How one of the two trees writes its entries. Items are counted from 0, in sorted order. */
export interface TreeEntries {
  readonly items: number;
  readonly leafBytes: number;
  readonly innerBytes: number;
  leaf(out: LittleEndian, item: number): void;
  /** Items `first` to `last`, both included, stand below the node at file offset `child`. */
  inner(out: LittleEndian, first: number, last: number, child: number): void;
}

/** Entries of one level; each stands for `width` items, which on the leaves is 1. */
interface Level {
  readonly width: number;
  readonly entries: number;
  readonly entryBytes: number;
  readonly bytes: number;
}

/** Bytes that the nodes of a tree take. */
export function treeBytes(entries: TreeEntries): number {
  return levels(entries).reduce((sum, { bytes }) => sum + bytes, 0);
}

/**
 * Writes the nodes of a tree whose items are all known: full nodes from left to right on each level,
 * the root first. `offset` is where in the file the root will stand.
 */
export function writeTree(out: LittleEndian, tree: TreeEntries, offset: number): void {
  const all = levels(tree);
  let levelStart = offset;
  for (let depth = all.length - 1; depth >= 0; depth--) {
    const level = defined(all[depth]);
    const below = all[depth - 1];
    const nextStart = levelStart + level.bytes;
    for (let entry = 0; entry < Math.max(1, level.entries); entry++) {
      if (entry % fanout === 0) {
        out.u8(below === undefined ? 1 : 0).u8(0);
        out.u16(Math.min(fanout, level.entries - entry));
      }
      if (entry >= level.entries) break;
      const first = entry * level.width;
      if (below === undefined) {
        tree.leaf(out, first);
      } else {
        const last = Math.min(tree.items, first + level.width) - 1;
        tree.inner(out, first, last, nextStart + entry * fullNodeBytes(below));
      }
    }
    levelStart = nextStart;
  }
}

/** From the leaves up to the level that fits one node. */
function levels({ items, leafBytes, innerBytes }: TreeEntries): Level[] {
  const found = [level(items, 1, leafBytes)];
  for (let width = fanout; defined(found.at(-1)).entries > fanout; width *= fanout) {
    found.push(level(Math.ceil(items / width), width, innerBytes));
  }
  return found;
}

function level(entries: number, width: number, entryBytes: number): Level {
  // A tree without items still has its root.
  const nodes = Math.max(1, Math.ceil(entries / fanout));
  return { width, entries, entryBytes, bytes: nodes * nodeHeaderBytes + entries * entryBytes };
}

function fullNodeBytes({ entryBytes }: Level): number {
  return nodeHeaderBytes + fanout * entryBytes;
}
