import type { Network } from '../../../model/index.ts';
import { baseTokens } from '../../../sequence/index.ts';
import { kernelLikelihood, soundKernel } from '../../kernel/index.ts';
import {
  baseLikelihood,
  likelihoodRoom,
  type BaseLikelihood,
  type NearLikelihood,
} from '../../jobs/index.ts';

/**
 * Likelihoods chunk by chunk. A causal model's logits tell the next base, so they are moved on by
 * one, across the border of chunks too; its first base has none.
 *
 * Arrays are used again: new ones for each piece, of memory that was never touched, took three times as long as what
 * is computed.
 */
export class LikelihoodStream {
  readonly #vocabSize: number;
  readonly #causal: boolean;
  readonly #near: NearLikelihood | undefined;
  /** The causal model's word on the first base of the next chunk. */
  #carried: Float32Array;
  #moved = new Float32Array();
  /** Where what was told before the last time stands, and what was told then and may be on its way yet. */
  #rooms: readonly [BaseLikelihood, BaseLikelihood] = [likelihoodRoom(0), likelihoodRoom(0)];

  constructor({ vocabSize, causal }: Pick<Network, 'vocabSize' | 'causal'>) {
    this.#vocabSize = vocabSize;
    this.#causal = causal;
    const { kernel } = soundKernel();
    this.#near = kernel && kernelLikelihood(kernel);
    this.#carried = new Float32Array(vocabSize).fill(NaN);
  }

  /** The tokens that come now follow nothing. */
  startAnew(): void {
    this.#carried.fill(NaN);
  }

  /**
   * `logits [t, v]` of the tokens that follow those of the last call. What is returned is good until the call after
   * the next one.
   */
  next(logits: Float32Array, tokens: Uint8Array): BaseLikelihood {
    if (!this.#causal) return this.#told(logits, tokens);
    if (this.#moved.length < logits.length) this.#moved = new Float32Array(logits.length);
    const moved = this.#moved.subarray(0, logits.length);
    moved.set(this.#carried);
    moved.set(logits.subarray(0, logits.length - this.#vocabSize), this.#vocabSize);
    this.#carried = logits.slice(logits.length - this.#vocabSize);
    return this.#told(moved, tokens);
  }

  #told(logits: Float32Array, tokens: Uint8Array): BaseLikelihood {
    const [before, last] = this.#rooms;
    const isLarge = before.entropy.length >= tokens.length;
    const room = isLarge ? before : likelihoodRoom(tokens.length);
    this.#rooms = [last, room];
    return baseLikelihood(logits, this.#vocabSize, tokens, baseTokens, this.#near, room);
  }
}
