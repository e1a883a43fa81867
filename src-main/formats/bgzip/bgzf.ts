import { promisify } from 'node:util';
import { crc32, deflateRaw } from 'node:zlib';

const deflate = promisify(deflateRaw);

/** Most bytes of text in one block: what cannot be compressed must still fit the 64 KB of a block. */
export const bgzfBlockSize = 0xff00;

/** Bytes round the compressed data: header with the extra field `BC`, checksum and length. */
const frame = { header: 18, footer: 8 };

/**
 * One BGZF block: a gzip member that says its own length. The file is a valid gzip file, and
 * bgzip, tabix and htslib can also jump into it.
 *
 * Source: SAM format specification (samtools.github.io/hts-specs/SAMv1.pdf), section 4.1.
 */
export async function bgzfBlock(text: Uint8Array): Promise<Buffer> {
  const data = await deflate(text);
  const block = Buffer.alloc(frame.header + data.length + frame.footer);
  block.set([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, 0x42, 0x43, 2, 0]);
  block.writeUInt16LE(block.length - 1, 16);
  block.set(data, frame.header);
  block.writeUInt32LE(crc32(text), frame.header + data.length);
  block.writeUInt32LE(text.length, frame.header + data.length + 4);
  return block;
}

/** The empty block that ends a file; without it htslib calls the file cut short. */
export const bgzfEnd: Uint8Array = Uint8Array.from([
  0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, 0x42, 0x43, 2, 0, 0x1b, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0,
  0,
]);
