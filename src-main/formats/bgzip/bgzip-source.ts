import { MegabaseError, defined } from '../../contract/index.ts';
import { blockSize, maxBlockBytes, unpackBlock } from './bgzip-block.ts';
import { blockAt, type BgzipIndex } from './bgzip-index.ts';
import { stopIfCancelled, type ByteSource } from '../bytes/index.ts';

/**
 * The unpacked bytes of a bgzip file. Every block is held against the index as it is read, both
 * sizes of it, so that an index of another file cannot shift the text.
 */
export class BgzipSource implements ByteSource {
  readonly #path: string;
  readonly #file: ByteSource;
  readonly #index: BgzipIndex;

  /** `file`: the packed bytes, of which `index` tells. */
  constructor(path: string, file: ByteSource, index: BgzipIndex) {
    this.#path = path;
    this.#file = file;
    this.#index = index;
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    const first = blockAt(this.#index, offset);
    const last = blockAt(this.#index, offset + Math.max(length, 1) - 1);
    const from = defined(this.#index.packed[first]);
    const to = this.#index.packed[last + 1] ?? defined(this.#index.packed[last]) + maxBlockBytes;
    const packed = await this.#file.read(from, to - from, signal);

    const entries = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    const texts = await Promise.all(entries.map((entry) => this.#unpackEntry(entry, packed, from)));
    stopIfCancelled(this.#path, signal);

    const text = Buffer.concat(texts);
    const skipped = offset - defined(this.#index.unpacked[first]);
    return text.subarray(skipped, skipped + length);
  }

  /** The text of one entry of the index: its block, and empty blocks that may stand after it. */
  async #unpackEntry(entry: number, packed: Uint8Array, from: number): Promise<Uint8Array> {
    const { packed: starts, unpacked: textStarts } = this.#index;
    const start = defined(starts[entry]);
    const end = starts[entry + 1];
    const blocks: Uint8Array[] = [];
    let at = start;
    do {
      const size = blockSize(packed, at - from);
      if (size === undefined || at + size > (end ?? Infinity)) {
        throw new MegabaseError(
          'fasta-index',
          `The index of ${this.#path} says that a bgzip block lies at compressed offset ${start}` +
            `${end === undefined ? '' : ` and the next at ${end}`}; at ${at} there is ` +
            `${size === undefined ? 'none' : `one of ${size} bytes`}.`,
        );
      }
      const block = packed.subarray(at - from, at - from + size);
      blocks.push(await unpackBlock(this.#path, at, block, size));
      at += size;
    } while (end !== undefined && at < end);

    const text = blocks.length === 1 ? defined(blocks[0]) : Buffer.concat(blocks);
    const stated = textStarts[entry + 1];
    if (stated !== undefined && stated - defined(textStarts[entry]) !== text.length) {
      throw new MegabaseError(
        'fasta-index',
        `The bgzip block at compressed offset ${start} of ${this.#path} holds ${text.length} bytes; ` +
          `the index says ${stated - defined(textStarts[entry])}.`,
      );
    }
    return text;
  }
}
