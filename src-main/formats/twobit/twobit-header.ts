import { MegabaseError } from '../../contract/index.ts';

/**
 * The first 16 bytes of a 2bit file, uint32 each: signature, version, number of sequences, 0.
 * https://genome.ucsc.edu/FAQ/FAQformat#format7
 */
export const headerBytes = 16;

const signature = 0x1a412743;
const swappedSignature = 0x4327411a;

/** True for the signature in either byte order. */
export function isTwoBit(head: Uint8Array): boolean {
  const found = firstWord(head);
  return found === signature || found === swappedSignature;
}

/** Throws `twobit-format` for a header that cannot begin a 2bit file of `size` bytes. */
export function checkHeader(path: string, head: Uint8Array, size: number): void {
  if (head.length < headerBytes) {
    throw new MegabaseError(
      'twobit-format',
      `${path} ends in its header: ${head.length} bytes of ${headerBytes}.`,
    );
  }
  if (firstWord(head) === swappedSignature) {
    throw new MegabaseError(
      'twobit-format',
      `${path} is a 2bit file in big-endian byte order; only little-endian ones are read.`,
    );
  }
  const words = new DataView(head.buffer, head.byteOffset, headerBytes);
  const version = words.getUint32(4, true);
  if (version > 1) {
    throw new MegabaseError('twobit-format', `${path} has version ${version}; 0 and 1 are known.`);
  }
  const count = words.getUint32(8, true);
  // Length of the name, a name of one letter, offset: less no entry of the index takes.
  const least = headerBytes + count * (2 + (version === 1 ? 8 : 4));
  if (count === 0 || least > size) {
    throw new MegabaseError(
      'twobit-format',
      `${path} lists ${count} sequences, whose index takes ${least} bytes; it has ${size}.`,
    );
  }
}

function firstWord(head: Uint8Array): number {
  return head.length < 4 ? 0 : new DataView(head.buffer, head.byteOffset, 4).getUint32(0, true);
}
