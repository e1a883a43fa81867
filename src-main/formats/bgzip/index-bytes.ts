import { stat } from 'node:fs/promises';
import { MegabaseError, type ErrorCode } from '../../contract/index.ts';
import { PlainSource, openFile } from '../bytes/index.ts';
import { blockSize, isGzip, unpackBlock } from './bgzip-block.ts';

/** Largest index that is read, packed or not; that of 3,000 deep genomes in one file is smaller. */
const maxIndexBytes = 1 << 30;

/** The numbers of an index, little-endian, one after the other. Where it ends too soon, `code` is thrown. */
export class IndexBytes {
  readonly path: string;
  readonly #code: ErrorCode;
  readonly #view: DataView;
  #at = 0;

  constructor(path: string, bytes: Uint8Array, code: ErrorCode) {
    this.path = path;
    this.#code = code;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get left(): number {
    return this.#view.byteLength - this.#at;
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  uint64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  bytes(length: number): Uint8Array {
    const at = this.#take(length);
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + at, length);
  }

  /** A number of things of at least `bytesEach` bytes, which must fit in what is left. */
  count(what: string, bytesEach: number): number {
    const at = this.#at;
    const count = this.int32();
    if (count >= 0 && count * bytesEach <= this.left) return count;
    throw this.error(`says ${count} ${what} at byte ${at}, with ${this.left} bytes left`);
  }

  error(what: string): MegabaseError {
    return new MegabaseError(this.#code, `${this.path} ${what}: it is damaged or no such index.`);
  }

  #take(length: number): number {
    const at = this.#at;
    if (length < 0 || length > this.left) {
      throw this.error(`ends inside a number at byte ${at} of ${this.#view.byteLength}`);
    }
    this.#at += length;
    return at;
  }
}

/**
 * An index as it lies in its file, unpacked where that is bgzip: the checksum of every block is
 * compared, and the file must end with a block. Throws `code`, `file-unreadable`.
 */
export async function readIndexBytes(path: string, code: ErrorCode): Promise<IndexBytes> {
  const handle = await openFile(path);
  try {
    const { size } = await stat(path);
    if (size > maxIndexBytes) {
      throw new MegabaseError(code, `${path} has ${size} bytes: too many for an index.`);
    }
    const bytes = await new PlainSource(path, handle).read(0, size);
    return new IndexBytes(path, isGzip(bytes) ? await unpackAll(path, bytes, code) : bytes, code);
  } finally {
    await handle.close();
  }
}

async function unpackAll(path: string, bytes: Uint8Array, code: ErrorCode): Promise<Uint8Array> {
  const texts: Uint8Array[] = [];
  let total = 0;
  for (let at = 0; at < bytes.length;) {
    const size = blockSize(bytes, at);
    if (size === undefined) {
      const what = `${path} has no bgzip block at byte ${at}, where the one before ends`;
      throw new MegabaseError(code, `${what}: it is damaged or cut short.`);
    }
    const text = await unpackBlock(path, at, bytes.subarray(at, at + size), size, code);
    texts.push(text);
    total += text.length;
    if (total > maxIndexBytes) {
      throw new MegabaseError(code, `${path} unpacks to more than ${maxIndexBytes} bytes.`);
    }
    at += size;
  }
  return Buffer.concat(texts);
}
