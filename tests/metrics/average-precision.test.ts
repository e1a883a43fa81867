import { expect, it } from 'vitest';
import { averagePrecision } from '../../src-main/analysis/metrics/average-precision.ts';

// Worked out by hand; the first is the example of scikit-learn's documentation.
it.each([
  ['two of four', [0.1, 0.4, 0.35, 0.8], [false, false, true, true], 0.5 * 1 + 0.5 * (2 / 3)],
  ['all positives above', [1, 2, 3], [false, true, true], 1],
  ['the positive last', [3, 2, 1], [false, false, true], 1 / 3],
  ['all tied, the share of positives', [5, 5, 5, 5], [true, false, false, false], 1 / 4],
  ['a tie of both classes', [2, 1, 1, 0], [true, true, false, false], 0.5 * 1 + 0.5 * (2 / 3)],
  ['every row positive', [1, 2], [true, true], 1],
])('%s', (_, scores, labels, expected) => {
  expect(averagePrecision(scores, labels)).toBeCloseTo(expected, 12);
});

it('tied rows count the same in any order', () => {
  const one = averagePrecision([1, 1, 1, 0], [true, false, true, false]);
  const other = averagePrecision([1, 1, 1, 0], [false, true, true, false]);
  expect(one).toBeCloseTo(2 / 3, 12);
  expect(other).toBe(one);
});

it('has no value without a positive', () => {
  expect(averagePrecision([1, 2], [false, false])).toBeNaN();
  expect(averagePrecision([], [])).toBeNaN();
});
