import { expect, it } from 'vitest';
import { logSoftmax } from '../../src-main/engine/jobs/log-softmax.ts';
import { baseLikelihood } from '../../src-main/engine/jobs/index.ts';
import { baseTokens } from '../../src-main/sequence/index.ts';
import { sameBits } from '../support/compare.ts';
import { Random } from '../support/random.ts';

it('the probabilities of the columns sum to 1 and have the ratios of their exponentials', () => {
  const random = new Random(3);
  const logits = Float32Array.from({ length: 32 }, () => random.between(-10, 10));
  const columns = [7, 3, 5, 1];
  for (let row = 0; row < logits.length; row += 8) {
    const found = new Float64Array(6).fill(9);
    logSoftmax(logits, row, columns, found, 1);
    expect([found[0], found[5]]).toEqual([9, 9]);
    const p = [...found.subarray(1, 5)].map(Math.exp);
    expect(p.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 14);
    for (const [i, column] of columns.entries()) {
      const difference = logits[row + column]! - logits[row + columns[0]!]!;
      expect(found[1 + i]! - found[1]!).toBeCloseTo(difference, 12);
    }
  }
});

it('large logits do not overflow, and a NaN is not hidden', () => {
  const into = new Float32Array(2);
  logSoftmax(Float32Array.of(3e38, 3e38), 0, [0, 1], into);
  expect([...into]).toEqual([Math.fround(-Math.LN2), Math.fround(-Math.LN2)]);
  logSoftmax(Float32Array.of(NaN, 1), 0, [0, 1], into);
  expect([...into]).toEqual([NaN, NaN]);
});

const special = [NaN, Infinity, -Infinity, 0, -0, 3.4e38, -3.4e38, 1e-40, 64, -64, 1];

it.each([
  ['alike', 1e-4],
  ['of a model that is unsure', 1],
  ['of a model that is sure', 12],
  ['beyond the range of the near functions', 100],
  ['as large as they come', 3.4e38],
  ['special', NaN],
])(
  'the likelihood of bases by logits that are %s is that of the softmax, bit for bit',
  (_, scale) => {
    const random = new Random(5);
    const value = () =>
      Number.isNaN(scale) ? special[random.below(special.length)]! : random.between(-scale, scale);
    const columns = [6, 0, 3, 1];
    const tokens = Uint8Array.from({ length: 3000 }, () => 6 + random.below(6));
    const logits = Float32Array.from({ length: 8 * tokens.length }, value);
    const found = baseLikelihood(logits, 8, tokens, columns);
    const logP = new Float64Array(4);
    const expected = {
      logLikelihood: new Float32Array(tokens.length),
      entropy: new Float32Array(tokens.length),
      information: new Float32Array(tokens.length),
    };
    for (const [i, token] of tokens.entries()) {
      logSoftmax(logits, 8 * i, columns, logP);
      const nats = logP.reduce((sum, one) => sum - Math.exp(one) * one, 0);
      const own = baseTokens.findIndex((one) => one === token);
      expected.logLikelihood[i] = logP[own] ?? NaN;
      expected.entropy[i] = nats / Math.LN2;
      expected.information[i] = 2 - nats / Math.LN2;
    }
    for (const kind of ['logLikelihood', 'entropy', 'information'] as const) {
      expect([kind, sameBits(found[kind], expected[kind])]).toEqual([kind, true]);
    }
  },
);
