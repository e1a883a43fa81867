import type { Network } from '../../../model/index.ts';
import { baseTokens } from '../../../sequence/index.ts';
import { kernelLikelihood, soundKernel } from '../../kernel/index.ts';
import { baseLikelihood, type BaseLikelihood, type NearLikelihood } from '../../jobs/index.ts';

/**
 * Likelihoods chunk by chunk. A causal model's logits tell the next base, so they are moved on by
 * one, across the border of chunks too; its first base has none.
 */
export class LikelihoodStream {
  readonly #vocabSize: number;
  readonly #causal: boolean;
  readonly #near: NearLikelihood | undefined;
  /** The causal model's word on the first base of the next chunk. */
  #carried: Float32Array;

  constructor({ vocabSize, causal }: Pick<Network, 'vocabSize' | 'causal'>) {
    this.#vocabSize = vocabSize;
    this.#causal = causal;
    const { kernel } = soundKernel();
    this.#near = kernel && kernelLikelihood(kernel);
    this.#carried = new Float32Array(vocabSize).fill(NaN);
  }

  /** `logits [t, v]` of the tokens that follow those of the last call. */
  next(logits: Float32Array, tokens: Uint8Array): BaseLikelihood {
    if (!this.#causal) return this.#told(logits, tokens);
    const moved = new Float32Array(logits.length);
    moved.set(this.#carried);
    moved.set(logits.subarray(0, logits.length - this.#vocabSize), this.#vocabSize);
    this.#carried = logits.slice(logits.length - this.#vocabSize);
    return this.#told(moved, tokens);
  }

  #told(logits: Float32Array, tokens: Uint8Array): BaseLikelihood {
    return baseLikelihood(logits, this.#vocabSize, tokens, baseTokens, this.#near);
  }
}
