import type { ChunkPlan } from '../../../sequence/index.ts';

/**
 * The input projections that the first scan of a layer leaves for the second one, over the same strand: those of the
 * last chunks, which the way back comes to first, as many as there is room for.
 */
export class KeptProjections {
  readonly #plan: ChunkPlan;
  readonly #bytes: number;
  /** By place from the end of the sequence on. */
  readonly #buffers = new Map<number, Float32Array>();
  /** Chunks whose projection is there. */
  readonly #known = new Set<number>();

  constructor(plan: ChunkPlan, bytes: number) {
    this.#plan = plan;
    this.#bytes = bytes;
  }

  /** Room for chunk `k`, `[t, width]`; undefined where there is none. */
  room(k: number, width: number): Float32Array | undefined {
    const { count, size } = this.#plan;
    const place = count - 1 - k;
    const length = size * width;
    if (width === 0 || 4 * length * (place + 1) > this.#bytes) return undefined;
    let buffer = this.#buffers.get(place);
    if (buffer?.length !== length) buffer = new Float32Array(length);
    this.#buffers.set(place, buffer);
    return buffer.subarray(0, this.#plan.tokens(k) * width);
  }

  /** What `room` gave for chunk `k` has been filled. */
  keep(k: number): void {
    this.#known.add(k);
  }

  /** That of chunk `k`, once; undefined where it was not kept. */
  take(k: number, width: number): Float32Array | undefined {
    return this.#known.delete(k) ? this.room(k, width) : undefined;
  }
}
