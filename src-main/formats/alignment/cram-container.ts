import { crc32 } from 'node:zlib';
import type { ByteSource } from '../bytes/index.ts';

/** Most bytes of a container's header that are looked at: those of some thousand slices. */
const maxHeaderBytes = 1 << 16;

/**
 * Checks the header of the container at byte `at` of a CRAM file: its length fits the file, its numbers
 * end where they should, and its checksum and those of its blocks hold. @gmod/cram 8.0.4 compares the checksum too, after it
 * has made room for as many slices as a damaged count says. Gives the offsets of the slices, counted from the
 * end of the header, and where the container ends; throws a plain `Error` that says what is wrong. CRAM specification, 7.
 */
export async function checkContainer(
  source: ByteSource,
  at: number,
  { size, major }: { readonly size: number; readonly major: number },
): Promise<{ landmarks: readonly number[]; end: number }> {
  const bytes = await source.read(at, Math.min(maxHeaderBytes, Math.max(0, size - at)));
  const numbers = new Numbers(bytes);
  const length = numbers.int32();
  // Contig, start, span, records.
  for (let i = 0; i < 4; i++) numbers.itf8();
  if (major >= 3) numbers.ltf8();
  else numbers.itf8();
  // Bases, blocks.
  numbers.ltf8();
  numbers.itf8();
  const count = numbers.itf8();
  if (numbers.isOver || length < 0 || count < 0 || count > numbers.left) {
    throw new Error(
      `there is no container at byte ${at}: it says ${length} bytes, ${count} slices`,
    );
  }
  const landmarks = Array.from({ length: count }, () => numbers.itf8());
  const headerBytes = numbers.at;
  const stated = major >= 3 ? numbers.uint32() : undefined;
  const isOver = () => numbers.isOver;
  if (isOver() || at + numbers.at + length > size) {
    throw new Error(`the container at byte ${at} says ${length} bytes; the file has ${size}`);
  }
  if (stated !== undefined && crc32(bytes.subarray(0, headerBytes)) !== stated) {
    throw new Error(`the checksum of the container at byte ${at} does not hold`);
  }
  const blocksAt = at + numbers.at;
  await checkBlocks(source, blocksAt, length, major);
  return { landmarks, end: blocksAt + length };
}

/** Largest block once unpacked, bytes: samtools makes slices of some MB. */
const maxBlockBytes = 1 << 30;

/** Holds the sizes and checksums of all blocks of a container; @gmod/cram is led astray by wrong ones. */
async function checkBlocks(
  source: ByteSource,
  from: number,
  length: number,
  major: number,
): Promise<void> {
  const bytes = await source.read(from, length);
  for (let at = 0; at < length;) {
    const numbers = new Numbers(bytes.subarray(at));
    // Method and content type.
    numbers.skip(2);
    numbers.itf8();
    const [packed, unpacked] = [numbers.itf8(), numbers.itf8()];
    const sizesFit = packed >= 0 && unpacked >= 0 && unpacked <= maxBlockBytes;
    if (sizesFit) numbers.skip(packed);
    const end = numbers.at;
    const stated = major >= 3 && !numbers.isOver ? numbers.uint32() : undefined;
    if (!sizesFit || numbers.isOver) {
      // Writers may leave room at the end of the file's header, which is no block.
      if (at > 0 && bytes.subarray(at).every((byte) => byte === 0)) return;
      throw new Error(`the block at byte ${from + at} says ${packed} bytes of ${length - at}`);
    }
    if (stated !== undefined && crc32(bytes.subarray(at, at + end)) !== stated) {
      if (at > 0 && bytes.subarray(at).every((byte) => byte === 0)) return;
      throw new Error(`the checksum of the block at byte ${from + at} does not hold`);
    }
    at += numbers.at;
  }
}

/** The numbers of a CRAM header (CRAM specification, 2.3), one after the other. */
class Numbers {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get at(): number {
    return this.#at;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** True once a number was read that is not all there. */
  get isOver(): boolean {
    return this.#at > this.#bytes.length;
  }

  skip(bytes: number): void {
    this.#at += bytes;
  }

  int32(): number {
    return this.uint32() | 0;
  }

  uint32(): number {
    let value = 0;
    for (let i = 0; i < 4; i++) value += this.#byte() * 2 ** (8 * i);
    return value;
  }

  /** One to five bytes: the leading ones of the first say how many follow. */
  itf8(): number {
    const first = this.#byte();
    if (first < 0x80) return first;
    if (first < 0xc0) return ((first & 0x3f) << 8) | this.#byte();
    if (first < 0xe0) return ((first & 0x1f) << 16) | (this.#byte() << 8) | this.#byte();
    const next = (this.#byte() << 16) | (this.#byte() << 8) | this.#byte();
    if (first < 0xf0) return ((first & 0x0f) << 24) | next;
    return ((first & 0x0f) << 28) | (next << 4) | (this.#byte() & 0x0f);
  }

  /** One to nine bytes, whose value is of no use here. */
  ltf8(): void {
    for (let first = this.#byte(); (first & 0x80) !== 0; first = (first << 1) & 0xff) this.#at++;
  }

  #byte(): number {
    return this.#bytes[this.#at++] ?? 0;
  }
}
