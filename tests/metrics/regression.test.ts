import { expect, it } from 'vitest';
import { pearson, r2 } from '../../src-main/analysis/metrics/regression.ts';

it.each([
  ['the truth itself', [1, 2, 3], [1, 2, 3], 1],
  ['the mean', [2, 2, 2], [1, 2, 3], 0],
  // Residuals 0.5, 0, 2, 1 against a total of 29.1875.
  ['the example of scikit-learn', [2.5, 0, 2, 8], [3, -0.5, 2, 7], 1 - 1.5 / 29.1875],
  ['worse than the mean', [3, 2, 1], [1, 2, 3], 1 - 8 / 2],
  ['the right shape on the wrong scale', [2, 4, 6], [1, 2, 3], 1 - 14 / 2],
])('R2 of %s', (_, predictions, truth, expected) => {
  expect(r2(predictions, truth)).toBeCloseTo(expected, 12);
});

it.each([
  ['another scale', [20, 40, 60], [1, 2, 3], 1],
  ['the opposite', [3, 2, 1], [1, 2, 3], -1],
  // Deviations (-1, 0, 1) and (-2/3, 1/3, 1/3).
  ['a part', [1, 2, 3], [1, 2, 2], 1 / Math.sqrt(2 * (2 / 3))],
])('correlation with %s', (_, predictions, truth, expected) => {
  expect(pearson(predictions, truth)).toBeCloseTo(expected, 12);
});

it('what does not vary explains nothing', () => {
  expect(r2([1, 2], [3, 3])).toBeNaN();
  expect(pearson([1, 2], [3, 3])).toBeNaN();
  expect(pearson([1, 1], [2, 3])).toBeNaN();
  // Their sum, divided by 10, is another number.
  const tenths = Array<number>(10).fill(0.1);
  const others = tenths.map((_, i) => i);
  expect(r2(others, tenths)).toBeNaN();
  expect(pearson(others, tenths)).toBeNaN();
  expect(pearson(tenths, others)).toBeNaN();
});
