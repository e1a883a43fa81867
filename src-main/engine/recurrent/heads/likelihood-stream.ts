import type { Network } from '../../../model/index.ts';
import { baseLikelihood, type BaseLikelihood } from '../../jobs/index.ts';

/**
 * Likelihoods chunk by chunk. A causal model's logits tell the next base, so they are moved on by
 * one, across the border of chunks too; its first base has none.
 */
export class LikelihoodStream {
  readonly #vocabSize: number;
  readonly #causal: boolean;
  /** The causal model's word on the first base of the next chunk. */
  #carried: Float32Array;

  constructor({ vocabSize, causal }: Pick<Network, 'vocabSize' | 'causal'>) {
    this.#vocabSize = vocabSize;
    this.#causal = causal;
    this.#carried = new Float32Array(vocabSize).fill(NaN);
  }

  /** `logits [t, v]` of the tokens that follow those of the last call. */
  next(logits: Float32Array, tokens: Uint8Array): BaseLikelihood {
    if (!this.#causal) return baseLikelihood(logits, this.#vocabSize, tokens);
    const moved = new Float32Array(logits.length);
    moved.set(this.#carried);
    moved.set(logits.subarray(0, logits.length - this.#vocabSize), this.#vocabSize);
    this.#carried = logits.slice(logits.length - this.#vocabSize);
    return baseLikelihood(moved, this.#vocabSize, tokens);
  }
}
