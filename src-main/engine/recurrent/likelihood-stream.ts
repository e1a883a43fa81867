import { baseLikelihood, type BaseLikelihood } from '../jobs/index.ts';

/**
 * Likelihoods chunk by chunk. A causal model's logits tell the next base, so they are moved on by
 * one, across the border of chunks too; its first base has none.
 */
export class LikelihoodStream {
  readonly #v: number;
  readonly #causal: boolean;
  /** The causal model's word on the first base of the next chunk. */
  #carried: Float32Array;

  constructor({ v, causal }: { readonly v: number; readonly causal: boolean }) {
    this.#v = v;
    this.#causal = causal;
    this.#carried = new Float32Array(v).fill(NaN);
  }

  /** `logits [t, v]` of the tokens that follow those of the last call. */
  next(logits: Float32Array, tokens: Uint8Array): BaseLikelihood {
    if (!this.#causal) return baseLikelihood(logits, this.#v, tokens);
    const moved = new Float32Array(logits.length);
    moved.set(this.#carried);
    moved.set(logits.subarray(0, logits.length - this.#v), this.#v);
    this.#carried = logits.slice(logits.length - this.#v);
    return baseLikelihood(moved, this.#v, tokens);
  }
}
