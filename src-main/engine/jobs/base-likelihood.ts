import { baseTokens } from '../../sequence/index.ts';
import { logSoftmax } from './log-softmax.ts';

/** What a language-model head says of each base. NaN where there is nothing to say. */
export interface BaseLikelihood {
  /** ln P(reference base), over A, C, G and T. */
  readonly logLikelihood: Float32Array;
  /** Entropy of the predicted distribution, bits, 0 to 2. */
  readonly entropy: Float32Array;
  /** 2 - entropy: bits, as the height of a sequence logo. */
  readonly information: Float32Array;
}

/**
 * Likelihood of each base from logits `[t, v]` that tell the same `t` bases. The distribution is
 * taken over the four bases, as PlantCaduceus and the zero-shot scores do.
 */
export function baseLikelihood(
  logits: Float32Array,
  vocabSize: number,
  tokens: Uint8Array,
  /** Where in a row A, C, G and T stand. */
  columns: readonly number[] = baseTokens,
): BaseLikelihood {
  const logLikelihood = new Float32Array(tokens.length).fill(NaN);
  const entropy = new Float32Array(tokens.length);
  const information = new Float32Array(tokens.length);
  const logP = new Float64Array(baseTokens.length);
  for (let t = 0; t < tokens.length; t++) {
    logSoftmax(logits, t * vocabSize, columns, logP);
    let nats = 0;
    for (const [i, token] of baseTokens.entries()) {
      const value = logP[i]!;
      nats -= Math.exp(value) * value;
      if (token === tokens[t]) logLikelihood[t] = value;
    }
    entropy[t] = nats / Math.LN2;
    information[t] = 2 - nats / Math.LN2;
  }
  return { logLikelihood, entropy, information };
}
