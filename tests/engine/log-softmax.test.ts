import { expect, it } from 'vitest';
import { logSoftmax } from '../../src-main/engine/jobs/log-softmax.ts';
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
