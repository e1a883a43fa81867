import { baseTokens } from '../../sequence/index.ts';
import { logSoftmax } from './log-softmax.ts';
import { leastExponent, nearExp, nearLog } from './near-exp-log.ts';

/** What a language-model head says of each base. NaN where there is nothing to say. */
export interface BaseLikelihood {
  /** ln P(reference base), over A, C, G and T. */
  readonly logLikelihood: Float32Array;
  /** Entropy of the predicted distribution, bits, 0 to 2. */
  readonly entropy: Float32Array;
  /** 2 - entropy: bits, as the height of a sequence logo. */
  readonly information: Float32Array;
}

/** Farther from the right value than this the near functions never come, in any of the three. */
const margin = 1e-13;

/**
 * Likelihood of each base from logits `[t, v]` that tell the same `t` bases. The distribution is
 * taken over the four bases, as PlantCaduceus and the zero-shot scores do.
 *
 * Bit for bit what `exactly` gives, in a quarter of its time: near values are rounded to float32, and where a
 * margin round them has two such roundings, or a logit is no number, `exactly` has its say.
 */
export function baseLikelihood(
  logits: Float32Array,
  vocabSize: number,
  tokens: Uint8Array,
  /** Where in a row A, C, G and T stand. */
  columns: readonly number[] = baseTokens,
): BaseLikelihood {
  const into = {
    logLikelihood: new Float32Array(tokens.length).fill(NaN),
    entropy: new Float32Array(tokens.length),
    information: new Float32Array(tokens.length),
  };
  const { logLikelihood, entropy, information } = into;
  const [columnA = 0, columnC = 0, columnG = 0, columnT = 0] = columns;
  const [A, C, G, T] = baseTokens;
  for (let i = 0, row = 0; i < tokens.length; i++, row += vocabSize) {
    const logitA = logits[row + columnA]!;
    const logitC = logits[row + columnC]!;
    const logitG = logits[row + columnG]!;
    const logitT = logits[row + columnT]!;
    const max = Math.max(Math.max(logitA, logitC), Math.max(logitG, logitT));
    const min = Math.min(Math.min(logitA, logitC), Math.min(logitG, logitT));
    if (min - max >= leastExponent) {
      const a = logitA - max;
      const c = logitC - max;
      const g = logitG - max;
      const t = logitT - max;
      const expA = nearExp(a);
      const expC = nearExp(c);
      const expG = nearExp(g);
      const expT = nearExp(t);
      const sum = expA + expC + expG + expT;
      const logSum = nearLog(sum);
      const mean = (expA * a + expC * c + expG * g + expT * t) / sum;
      const bits = (logSum - mean) * Math.LOG2E;
      const token = tokens[i]!;
      const own = token === A ? a : token === C ? c : token === G ? g : token === T ? t : NaN;
      const logP = own - logSum;
      const roundedBits = Math.fround(bits - margin);
      const roundedInformation = Math.fround(2 - bits - margin);
      const roundedLogP = Math.fround(logP - margin);
      if (
        roundedBits === Math.fround(bits + margin) &&
        roundedInformation === Math.fround(2 - bits + margin) &&
        (roundedLogP === Math.fround(logP + margin) || own !== own)
      ) {
        logLikelihood[i] = roundedLogP;
        entropy[i] = roundedBits;
        information[i] = roundedInformation;
        continue;
      }
    }
    exactly(logits, row, columns, tokens[i]!, into, i);
  }
  return into;
}

const logP = new Float64Array(baseTokens.length);

/** The likelihood of base `i`, from the row of logits that begins at `row`. */
function exactly(
  logits: Float32Array,
  row: number,
  columns: readonly number[],
  token: number,
  into: BaseLikelihood,
  i: number,
): void {
  logSoftmax(logits, row, columns, logP);
  let nats = 0;
  for (let base = 0; base < baseTokens.length; base++) {
    const value = logP[base]!;
    nats -= Math.exp(value) * value;
    if (token === baseTokens[base]) into.logLikelihood[i] = value;
  }
  into.entropy[i] = nats / Math.LN2;
  into.information[i] = 2 - nats / Math.LN2;
}
