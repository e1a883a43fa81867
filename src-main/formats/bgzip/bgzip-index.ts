import { MegabaseError } from '../../contract/index.ts';

/** Where the blocks of a bgzip file begin, as a `.gzi` says; columns, the first block included. */
export interface BgzipIndex {
  /** Offset of each block in the file, bytes. */
  readonly packed: Float64Array;
  /** Offset of each block's first byte in the unpacked text. */
  readonly unpacked: Float64Array;
}

/**
 * Reads a `.gzi`: a count, then a pair of offsets for every block but the first, 64 bits each.
 * `fileSize` is the size of the bgzip file. Throws `fasta-index` where it cannot be true.
 */
export function parseGzi(bytes: Uint8Array, path: string, fileSize: number): BgzipIndex {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = bytes.length < 8 ? 0 : Number(view.getBigUint64(0, true));
  if (bytes.length !== 8 + 16 * count) {
    throw new MegabaseError(
      'fasta-index',
      `${path} has ${bytes.length} bytes; with ${count} entries it would have ${8 + 16 * count}.`,
    );
  }
  const packed = new Float64Array(count + 1);
  const unpacked = new Float64Array(count + 1);
  for (let i = 1; i <= count; i++) {
    packed[i] = Number(view.getBigUint64(16 * i - 8, true));
    unpacked[i] = Number(view.getBigUint64(16 * i, true));
    if (packed[i]! <= packed[i - 1]! || unpacked[i]! < unpacked[i - 1]! || packed[i]! >= fileSize) {
      throw new MegabaseError(
        'fasta-index',
        `Entry ${i} of ${path} says compressed offset ${packed[i]}, unpacked ${unpacked[i]}; the ` +
          `entry before says ${packed[i - 1]} and ${unpacked[i - 1]}, and the file has ${fileSize} bytes.`,
      );
    }
  }
  return { packed, unpacked };
}

/** The bytes of a `.gzi`, as `bgzip -r` and `samtools faidx` write them. */
export function formatGzi({ packed, unpacked }: BgzipIndex): Uint8Array {
  const bytes = new Uint8Array(8 + 16 * (packed.length - 1));
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(packed.length - 1), true);
  for (let i = 1; i < packed.length; i++) {
    view.setBigUint64(16 * i - 8, BigInt(packed[i]!), true);
    view.setBigUint64(16 * i, BigInt(unpacked[i]!), true);
  }
  return bytes;
}

/** Index of the block that holds the unpacked byte at `offset`. */
export function blockAt({ unpacked }: BgzipIndex, offset: number): number {
  let low = 0;
  let high = unpacked.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (unpacked[middle]! <= offset) low = middle;
    else high = middle;
  }
  return low;
}
