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

interface BaseLogits {
  /** `[t, v]` */
  readonly logits: Float32Array;
  readonly vocabSize: number;
  /** Of the bases that they tell. */
  readonly tokens: Uint8Array;
  /** Where in a row A, C, G and T stand. */
  readonly columns: readonly number[];
}

/**
 * Likelihood of each base from logits `[t, v]` that tell the same `t` bases. The distribution is
 * taken over the four bases, as PlantCaduceus and the zero-shot scores do.
 *
 * By `near` what can be told by it, in a third of the time or less, and the rest by `exactly`: bit for bit what all of
 * it by `exactly` is. They are written into the beginning of `room`, and what is returned is part of it.
 */
export function baseLikelihood(
  logits: Float32Array,
  vocabSize: number,
  tokens: Uint8Array,
  columns: readonly number[] = baseTokens,
  near: NearLikelihood = nearly,
  room = likelihoodRoom(tokens.length),
): BaseLikelihood {
  const told = {
    logLikelihood: room.logLikelihood.subarray(0, tokens.length),
    entropy: room.entropy.subarray(0, tokens.length),
    information: room.information.subarray(0, tokens.length),
  };
  const from = { logits, vocabSize, tokens, columns };
  const open = openPlaces(tokens.length);
  exactly(from, told, open.subarray(0, near(from, told, open)));
  return told;
}

/** Room for the likelihoods of so many bases. */
export function likelihoodRoom(bases: number): BaseLikelihood {
  return {
    logLikelihood: new Float32Array(bases),
    entropy: new Float32Array(bases),
    information: new Float32Array(bases),
  };
}

/**
 * Likelihoods by near values of exp and ln. Into `open` go the bases for which these do not tell which float32 the
 * right value is rounded to, or whose logits are too far apart or no numbers; returns how many they are.
 */
export type NearLikelihood = (from: BaseLogits, told: BaseLikelihood, open: Int32Array) => number;

/** Tells nothing: all are right values. */
export const leaveOpen: NearLikelihood = ({ tokens }, _, open) => {
  for (const i of tokens.keys()) open[i] = i;
  return tokens.length;
};

let places = new Int32Array();

/** Room that is used again from call to call. */
function openPlaces(length: number): Int32Array {
  if (places.length < length) places = new Int32Array(length);
  return places.subarray(0, length);
}

/** What `nearly` computes differs from the right value by less than this. */
const margin = 1e-13;

const noBase = baseTokens.length;
/** By token, which of the four bases it is; 4 where it is none. */
export const baseOf = new Uint8Array(256).fill(noBase);
for (const [base, token] of baseTokens.entries()) baseOf[token] = base;

/** Added to what is told of a token. */
const unlessNoBase = Float64Array.of(0, 0, 0, 0, NaN);

/** A `NearLikelihood` without native code. */
function nearly(
  { logits, vocabSize, tokens, columns }: BaseLogits,
  { logLikelihood, entropy, information }: BaseLikelihood,
  open: Int32Array,
): number {
  const [columnA = 0, columnC = 0, columnG = 0, columnT = 0] = columns;
  let count = 0;
  const below = new Float64Array(noBase + 1);
  for (let i = 0, row = 0; i < tokens.length; i++, row += vocabSize) {
    const logitA = logits[row + columnA]!;
    const logitC = logits[row + columnC]!;
    const logitG = logits[row + columnG]!;
    const logitT = logits[row + columnT]!;
    const max = Math.max(Math.max(logitA, logitC), Math.max(logitG, logitT));
    const min = Math.min(Math.min(logitA, logitC), Math.min(logitG, logitT));
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
    const bits = (logSum - (expA * a + expC * c + expG * g + expT * t) / sum) * Math.LOG2E;
    below[0] = a;
    below[1] = c;
    below[2] = g;
    below[3] = t;
    const base = baseOf[tokens[i]!]!;
    const logP = below[base]! - logSum;
    const roundedLogP = Math.fround(logP - margin);
    const roundedBits = Math.fround(bits - margin);
    const roundedInformation = Math.fround(2 - bits - margin);
    logLikelihood[i] = roundedLogP + unlessNoBase[base]!;
    entropy[i] = roundedBits;
    information[i] = roundedInformation;
    const isTold =
      roundedLogP === Math.fround(logP + margin) &&
      roundedBits === Math.fround(bits + margin) &&
      roundedInformation === Math.fround(2 - bits + margin) &&
      min - max >= leastExponent;
    open[count] = i;
    count += isTold ? 0 : 1;
  }
  return count;
}

/** The likelihoods of some of the bases. */
function exactly(
  { logits, vocabSize, tokens, columns }: BaseLogits,
  { logLikelihood, entropy, information }: BaseLikelihood,
  bases: Int32Array,
): void {
  const logP = new Float64Array(noBase);
  for (let j = 0; j < bases.length; j++) {
    const i = bases[j]!;
    logSoftmax(logits, i * vocabSize, columns, logP);
    let nats = 0;
    for (let base = 0; base < noBase; base++) nats -= Math.exp(logP[base]!) * logP[base]!;
    logLikelihood[i] = logP[baseOf[tokens[i]!]!] ?? NaN;
    entropy[i] = nats / Math.LN2;
    information[i] = 2 - nats / Math.LN2;
  }
}
