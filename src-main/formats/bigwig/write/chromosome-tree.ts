import { defined, type Contig } from '../../../contract/index.ts';
import { LittleEndian } from './little-endian.ts';
import { fanout, type TreeEntries, treeBytes, writeTree } from './packed-tree.ts';

const magic = 0x78ca8c91;
const headerBytes = 32;

/** Bytes of a value: the chromosome's number and its length, or the offset of a node. */
const valueBytes = 8;

/** The contigs by name, byte by byte as UCSC's tools sort them; the place is the contig's number. */
export function byName(contigs: readonly Contig[]): Contig[] {
  const named = contigs.map((contig) => ({ contig, key: Buffer.from(contig.name, 'utf8') }));
  return named.sort((a, b) => Buffer.compare(a.key, b.key)).map(({ contig }) => contig);
}

/**
 * The B+ tree from a contig's name to its number and length (bp). `contigs` are sorted by name, and
 * all of the genome's are listed, with values or without. `offset` is where it will stand.
 */
export function chromosomeTree(contigs: readonly Contig[], offset: number): Buffer {
  const keyBytes = contigs.reduce((most, { name }) => Math.max(most, Buffer.byteLength(name)), 1);
  const tree: TreeEntries = {
    items: contigs.length,
    leafBytes: keyBytes + valueBytes,
    innerBytes: keyBytes + valueBytes,
    leaf: (out, item) => {
      const { name, length } = defined(contigs[item]);
      out.text(name, keyBytes).u32(item).u32(length);
    },
    inner: (out, first, _last, child) => {
      out.text(defined(contigs[first]).name, keyBytes).u64(child);
    },
  };
  const out = new LittleEndian(headerBytes + treeBytes(tree));
  out.u32(magic).u32(Math.min(fanout, contigs.length)).u32(keyBytes).u32(valueBytes);
  out.u64(contigs.length).u64(0);
  writeTree(out, tree, offset + headerBytes);
  return out.bytes;
}
