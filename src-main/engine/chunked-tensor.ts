import type { ChunkPlan } from '../sequence/index.ts';

/**
 * Float32 values of every token, a buffer a chunk, each `[b, t, width]`.
 *
 * One buffer a chunk, and not one for all, so that a chunk goes into a graph without a copy whatever
 * the number of strands, and so that no single allocation grows with the sequence.
 */
export class ChunkedTensor {
  /** Values of one token, over all strands. */
  readonly floatsPerToken: number;
  readonly plan: ChunkPlan;
  readonly #chunks: Float32Array[];
  /** Takes a chunk's new value while its old one is still being read. */
  #spare: Float32Array | undefined;

  constructor(plan: ChunkPlan, floatsPerToken: number) {
    this.plan = plan;
    this.floatsPerToken = floatsPerToken;
    this.#chunks = Array.from({ length: plan.count }, () => this.#allocate());
  }

  /** Chunk `k`, `[b, t, width]`. */
  chunk(k: number): Float32Array {
    return this.#chunks[k]!.subarray(0, this.plan.tokens(k) * this.floatsPerToken);
  }

  /** A buffer for the new value of chunk `k`; `replace` puts it in place. */
  successor(k: number): Float32Array {
    this.#spare ??= this.#allocate();
    return this.#spare.subarray(0, this.plan.tokens(k) * this.floatsPerToken);
  }

  replace(k: number): void {
    const old = this.#chunks[k];
    this.#chunks[k] = this.#spare!;
    this.#spare = old;
  }

  #allocate(): Float32Array {
    return new Float32Array(this.plan.size * this.floatsPerToken);
  }
}
