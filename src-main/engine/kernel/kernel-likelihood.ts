import { baseOf, leastExponent, type NearLikelihood } from '../jobs/index.ts';
import type { NativeKernel } from '../../native/index.ts';

/** Near likelihoods by the kernel. */
export function kernelLikelihood(kernel: NativeKernel): NearLikelihood {
  return ({ logits, vocabSize, tokens, columns }, told, open) =>
    kernel.likelihood(
      ...([tokens.length, vocabSize, logits, columns, tokens, baseOf, leastExponent] as const),
      ...([told.logLikelihood, told.entropy, told.information, open] as const),
    );
}
