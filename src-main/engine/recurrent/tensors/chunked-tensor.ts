import { defined } from '../../../contract/index.ts';
import type { ChunkPlan } from '../../../sequence/index.ts';
import { soundKernel } from '../../kernel/index.ts';

/** Where the chunks lie that are not held in memory. */
export interface ChunkSource {
  /** Fills `into` with chunk `k`. */
  read(k: number, into: Float32Array): Promise<void>;
}

/** How much of a tensor is held in memory, and where the rest is. */
export interface Spill {
  /** Chunks `[0, resident)` are in memory. */
  readonly resident: number;
  readonly source: ChunkSource;
}

/** Buffers on their way to the file: with more of them the pass waits for the disk. */
const maxWriting = 4;

/**
 * Float32 values of every token of one strand, a buffer a chunk, each `[t, width]`.
 *
 * One buffer a chunk, and not one for all, so that a chunk goes into a graph without a copy, and so
 * that no single allocation grows with the sequence. What the memory does not hold is read from a
 * file, one chunk ahead of its use, and leaves memory as soon as its new value is written.
 */
export class ChunkedTensor {
  /** Values of one token. */
  readonly width: number;
  readonly plan: ChunkPlan;
  readonly #resident: Float32Array[];
  readonly #source: ChunkSource | undefined;
  readonly #writing = new Set<Promise<unknown>>();
  /** Buffers that hold nothing any more. */
  readonly #free: Float32Array[] = [];
  /** What `load` gave last, of a chunk that is not resident. */
  #lent: Float32Array | undefined;
  #ahead: { readonly k: number; readonly buffer: Float32Array; read: Promise<void> } | undefined;
  #successor: Float32Array | undefined;

  constructor(plan: ChunkPlan, width: number, spill?: Spill) {
    this.plan = plan;
    this.width = width;
    const resident = Math.min(plan.count, spill?.resident ?? plan.count);
    this.#resident = Array.from({ length: resident }, () => this.#allocate());
    this.#source = spill?.source;
  }

  /** Chunks `[0, resident)` are in memory. */
  get resident(): number {
    return this.#resident.length;
  }

  /** Chunk `k` of a resident one, `[t, width]`. */
  chunk(k: number): Float32Array {
    return this.#cut(defined(this.#resident[k]), k);
  }

  /** Chunk `k`, `[t, width]`; of one that is not resident, good until the next call. */
  async load(k: number): Promise<Float32Array> {
    if (k < this.resident) return this.chunk(k);
    if (this.#lent) this.#free.push(this.#lent);
    this.#lent = undefined;
    if (this.#ahead?.k !== k) {
      await this.#dropAhead();
      this.prefetch(k);
    }
    const { buffer, read } = defined(this.#ahead);
    await read;
    this.#ahead = undefined;
    this.#lent = buffer;
    return this.#cut(buffer, k);
  }

  /** Starts to read chunk `k`, which is to be loaded next. */
  prefetch(k: number): void {
    if (k < this.resident || k >= this.plan.count || this.#ahead) return;
    const buffer = this.#freeBuffer();
    const read = defined(this.#source).read(k, this.#cut(buffer, k));
    // Whoever loads the chunk gets the failure.
    read.catch(() => undefined);
    this.#ahead = { k, buffer, read };
  }

  /** A buffer for the new value of chunk `k`; `replace` puts it in place. */
  successor(k: number): Float32Array {
    this.#successor ??= this.#freeBuffer();
    return this.#cut(this.#successor, k);
  }

  /**
   * Chunk `k` is now what `successor` gave. `written` tells when the file has it, which one that is
   * not resident needs; waits while too much is on its way there.
   */
  async replace(k: number, written?: Promise<unknown>): Promise<void> {
    const buffer = defined(this.#successor);
    this.#successor = undefined;
    if (k < this.resident) {
      this.#free.push(defined(this.#resident[k]));
      this.#resident[k] = buffer;
      return;
    }
    const settled = defined(written).then(
      () => void this.#free.push(buffer),
      // The file's owner reports its failure.
      () => undefined,
    );
    this.#writing.add(settled);
    void settled.then(() => this.#writing.delete(settled));
    while (this.#writing.size > maxWriting) await Promise.race(this.#writing);
  }

  async #dropAhead(): Promise<void> {
    if (!this.#ahead) return;
    const { buffer, read } = this.#ahead;
    this.#ahead = undefined;
    await read.catch(() => undefined);
    this.#free.push(buffer);
  }

  #cut(buffer: Float32Array, k: number): Float32Array {
    return buffer.subarray(0, this.plan.tokens(k) * this.width);
  }

  #freeBuffer(): Float32Array {
    return this.#free.pop() ?? this.#allocate();
  }

  #allocate(): Float32Array {
    const buffer = new Float32Array(this.plan.size * this.width);
    soundKernel().kernel?.wishHugePages(buffer);
    return buffer;
  }
}
