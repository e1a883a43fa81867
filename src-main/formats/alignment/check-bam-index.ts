import { MegabaseError, defined } from '../../contract/index.ts';
import {
  binInterval,
  leastOffset,
  sortedChunks,
  virtualOffset,
  type Chunk,
  type IndexedFile,
} from '../bgzip/index.ts';
import type { BamIndex } from './bam-index.ts';
import type { BamRecord } from './bam-record.ts';
import { bamRecords } from './bam-records.ts';

type NumberedChunk = Chunk & { readonly number: number };

/** Chunks behind a region whose reads are looked at: those of a damaged bin would lie among them. */
const chunksBehind = 2;

/**
 * Holds what a BAI says against the reads. It has no checksum, and one bit of it can lead past reads
 * without a trace: a bin of another number is not asked for, a chunk that begins late begins at a
 * read. What a sorted file with a whole index must have is checked, of a contig once and of a region
 * when it is read: chunks lie end to end, each read lies in the bin that it is listed under, and what
 * the index says of the first read of a region is a read of that contig.
 */
export class BamIndexCheck {
  readonly #file: IndexedFile;
  readonly #index: BamIndex;
  readonly #size: number;
  readonly #chunks = new Map<number, Promise<readonly NumberedChunk[]>>();
  /** Chunks and offsets that were looked at. */
  readonly #seen = new Set<string>();

  /** `size`: of the BAM file, in bytes. */
  constructor(file: IndexedFile, index: BamIndex, size: number) {
    this.#file = file;
    this.#index = index;
    this.#size = size;
  }

  /** Throws `alignment-index` where the index would lead past reads that overlap the region. */
  async expectReads(id: number, start: number, end: number, signal?: AbortSignal): Promise<void> {
    let checked = this.#chunks.get(id);
    if (checked === undefined) {
      checked = this.#checkContig(id, signal);
      // What failed, or was cancelled, is tried again.
      checked.catch(() => this.#chunks.delete(id));
      this.#chunks.set(id, checked);
    }
    const chunks = await checked;
    const contig = defined(this.#index.contigs[id]);
    const least = leastOffset(contig, this.#index, start);
    if (least !== 0n) await this.#expectFirst(id, least, start, signal);
    let behind = 0;
    for (const chunk of chunks) {
      if (chunk.to <= least) continue;
      await this.#expectInBin(id, chunk, signal);
      if (binInterval(chunk.number, this.#index).start >= end && ++behind >= chunksBehind) break;
    }
  }

  /** Between the chunks of a contig, before and behind them no read of it may lie. */
  async #checkContig(id: number, signal?: AbortSignal): Promise<readonly NumberedChunk[]> {
    const chunks = sortedChunks(defined(this.#index.contigs[id]).bins);
    let before = 0n;
    for (const { bins } of this.#index.contigs.slice(0, id)) {
      for (const { chunks } of bins.values()) {
        for (const { to } of chunks) if (to > before) before = to;
      }
    }
    for (const { from, to } of chunks) {
      // What lies before the first chunk of all is the header.
      if (from > before && before > 0n) await this.#expectNone(id, before, from, signal);
      if (to > before) before = to;
    }
    if (before > 0n) {
      const first = await this.#readAt(before, signal);
      if (first?.contig === id)
        throw this.#error(id, `lists no read behind ${before}, and there is one`);
    }
    return chunks;
  }

  async #expectNone(id: number, from: bigint, to: bigint, signal?: AbortSignal): Promise<void> {
    const range = { minv: virtualOffset(from), maxv: virtualOffset(to) };
    for await (const records of bamRecords(this.#file, range, signal)) {
      if (records.some(({ contig }) => contig === id)) {
        throw this.#error(id, `lists no read between ${from} and ${to}, and there is one`);
      }
    }
  }

  /** A read of the contig must begin where the first of a region is said to. */
  async #expectFirst(
    id: number,
    offset: bigint,
    start: number,
    signal?: AbortSignal,
  ): Promise<void> {
    const key = `first ${offset}`;
    if (this.#seen.has(key)) return;
    const record = await this.#readAt(offset, signal);
    // An interval without reads has the offset of another: of what lies there nothing is known.
    if (record?.contig !== id) {
      throw this.#error(id, `says that its reads from base ${start} on begin at ${offset}`);
    }
    this.#seen.add(key);
  }

  /** Writers may put a bin's reads into one that holds it, but never into another. */
  async #expectInBin(id: number, chunk: NumberedChunk, signal?: AbortSignal): Promise<void> {
    const key = `${id} ${chunk.number} ${chunk.from}`;
    if (this.#seen.has(key)) return;
    const record = await this.#readAt(chunk.from, signal);
    const { start, end } = binInterval(chunk.number, this.#index);
    const last = record === undefined ? -1 : Math.max(record.start + 1, record.end);
    if (record?.contig !== id || record.start < start || last > end) {
      const found =
        record === undefined
          ? 'none'
          : `one of contig ${record.contig}, bases ${record.start} to ${last}`;
      throw this.#error(
        id,
        `says that a read within bases ${start} to ${end} begins at ${chunk.from}; there is ${found}`,
      );
    }
    this.#seen.add(key);
  }

  /** The record that begins at a virtual offset; undefined at the end of the file. */
  async #readAt(offset: bigint, signal?: AbortSignal): Promise<BamRecord | undefined> {
    const minv = virtualOffset(offset);
    const maxv = { blockPosition: this.#size, dataPosition: 0 };
    for await (const records of bamRecords(this.#file, { minv, maxv }, signal)) return records[0];
    return undefined;
  }

  #error(id: number, what: string): MegabaseError {
    return new MegabaseError(
      'alignment-index',
      `${this.#index.path} does not fit ${this.#file.path}: of contig ${id} (0-based) it ${what} ` +
        '(virtual offsets, 0-based bases).',
    );
  }
}
