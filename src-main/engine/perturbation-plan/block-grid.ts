import { ChunkPlan } from '../../sequence/index.ts';

/**
 * How the reference sequence is cut: into chunks, which are read one after the other, and each of them
 * into blocks, by which perturbed sequences are compared with it. On every strand alike.
 */
export class BlockGrid {
  readonly length: number;
  /** Tokens a block. */
  readonly size: number;
  readonly count: number;
  readonly chunks: ChunkPlan;
  readonly #blocks: ChunkPlan;
  readonly #perChunk: number;

  /** Chunks of `perChunk` blocks of `size` tokens. */
  constructor(length: number, size: number, perChunk: number) {
    this.length = length;
    this.#blocks = new ChunkPlan(length, size);
    this.size = this.#blocks.size;
    this.count = this.#blocks.count;
    this.chunks = new ChunkPlan(length, size * perChunk);
    this.#perChunk = perChunk;
  }

  /** Tokens of a block, 0-based half-open. */
  range(block: number): { start: number; end: number } {
    return this.#blocks.range(block);
  }

  chunkOf(block: number): number {
    return Math.floor(block / this.#perChunk);
  }

  /** Blocks of a chunk, half-open. */
  blocksOf(chunk: number): { readonly from: number; readonly to: number } {
    const from = chunk * this.#perChunk;
    return { from, to: Math.min(from + this.#perChunk, this.count) };
  }
}
