import { deflateSync, inflateSync } from 'node:zlib';
import { storedZlib, systemCode } from '../../contract/index.ts';
import { Damage } from '../damage.ts';

/**
 * A tile's bytes: the columns one after another as float32, split into four planes (all first bytes,
 * then all second bytes, ...), then zlib.
 *
 * The planes put sign and exponent, which repeat, next to each other: 4 to 9 % smaller than plain
 * deflate on tracks, at the same speed. zlib rather than raw deflate, because its checksum tells of
 * a changed byte. Level 1, because the mantissas that make up the bulk do not compress at any level.
 *
 * Little-endian, as every machine is that the native parts are built for.
 */
export function encodeTile(columns: readonly Float32Array[]): Buffer {
  const total = columns.reduce((sum, column) => sum + column.length, 0);
  const planes = new Uint8Array(4 * total);
  let at = 0;
  for (const column of columns) {
    const bytes = bytesOf(column);
    for (let i = 0; i < bytes.length; at++) {
      planes[at] = bytes[i++]!;
      planes[at + total] = bytes[i++]!;
      planes[at + 2 * total] = bytes[i++]!;
      planes[at + 3 * total] = bytes[i++]!;
    }
  }
  return planes.length <= smallTile
    ? Buffer.from(storedZlib(planes).buffer)
    : deflateSync(planes, { level: 1 });
}

/** Bytes of tiles that are not worth compressing: those of a short contig. */
const smallTile = 256;

/**
 * The `count` columns of `length` values each, bit for bit as they were encoded.
 *
 * @throws {Damage} where the bytes are not such a tile
 */
export function decodeTile(blob: unknown, count: number, length: number): Float32Array[] {
  const total = count * length;
  const planes = inflate(blob, 4 * total);
  let at = 0;
  return Array.from({ length: count }, () => {
    const column = new Float32Array(length);
    const bytes = bytesOf(column);
    for (let i = 0; i < bytes.length; at++) {
      bytes[i++] = planes[at]!;
      bytes[i++] = planes[at + total]!;
      bytes[i++] = planes[at + 2 * total]!;
      bytes[i++] = planes[at + 3 * total]!;
    }
    return column;
  });
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** What zlib says of bad bytes. Anything else, such as want of memory, is no damage. */
const damageCodes = new Set(['Z_DATA_ERROR', 'Z_BUF_ERROR', 'Z_NEED_DICT', 'ERR_BUFFER_TOO_LARGE']);

function inflate(blob: unknown, expected: number): Uint8Array {
  if (!(blob instanceof Uint8Array)) throw new Damage('A tile is not a blob.');
  let bytes: Uint8Array;
  try {
    // The limit keeps a damaged tile from asking for more memory than a sound one; 0 is not taken.
    bytes = inflateSync(blob, { maxOutputLength: Math.max(1, expected) });
  } catch (error) {
    if (!damageCodes.has(systemCode(error) ?? '')) throw error;
    throw new Damage(`A tile of ${blob.length} bytes does not decompress.`, { cause: error });
  }
  if (bytes.length === expected) return bytes;
  throw new Damage(`A tile holds ${bytes.length} bytes; expected ${expected}.`);
}
