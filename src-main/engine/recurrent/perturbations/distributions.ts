import { baseTokens } from '../../../sequence/index.ts';
import { logSoftmax } from '../../jobs/index.ts';

/** ln P of A, C, G and T from logits, `[t, 4]`; NaN where no logits came. */
export class Distributions {
  readonly values: Float32Array;
  readonly #vocabSize: number;

  constructor(vocabSize: number, tokens: number) {
    this.#vocabSize = vocabSize;
    this.values = new Float32Array(tokens * baseTokens.length).fill(NaN);
  }

  /** Takes logits `[n, v]` that tell the tokens from `start` on. */
  set(start: number, logits: Float32Array): void {
    const n = baseTokens.length;
    for (let row = 0, out = start * n; row < logits.length; row += this.#vocabSize, out += n) {
      logSoftmax(logits, row, baseTokens, this.values, out);
    }
  }
}
