import { expect, it } from 'vitest';
import { calibrate } from '../../src-main/analysis/metrics/index.ts';

it('holds what was said against what came, bin by bin', () => {
  const probabilities = [0.1, 0.2, 0.3, 0.8, 1];
  const labels = [false, false, true, true, true];
  const { bins, ece, brier } = calibrate(probabilities, labels, 2);
  expect(bins.map(({ from, to, count }) => [from, to, count])).toEqual([
    [0, 0.5, 3],
    [0.5, 1, 2],
  ]);
  expect(bins[0]!.predicted).toBeCloseTo(0.2, 12);
  expect(bins[0]!.observed).toBeCloseTo(1 / 3, 12);
  expect([bins[1]!.predicted, bins[1]!.observed]).toEqual([0.9, 1]);
  // 3/5 of |0.2 - 1/3|, 2/5 of |0.9 - 1|.
  expect(ece).toBeCloseTo(0.6 * (1 / 3 - 0.2) + 0.4 * 0.1, 12);
  expect(brier).toBeCloseTo((0.01 + 0.04 + 0.49 + 0.04 + 0) / 5, 12);
});

it('what is always right is perfect, and empty bins cost nothing', () => {
  const { bins, ece, brier } = calibrate([0, 1, 1], [false, true, true]);
  expect(bins).toHaveLength(10);
  const none = { predicted: NaN, observed: NaN, low: NaN, high: NaN };
  expect(bins[5]).toEqual({ from: 0.5, to: 0.6, count: 0, ...none });
  expect([ece, brier]).toEqual([0, 0]);
});

it('nothing has no calibration', () => {
  const { ece, brier } = calibrate([], []);
  expect([ece, brier]).toEqual([NaN, NaN]);
});

it('a share of few rows is told with its interval', () => {
  const { bins } = calibrate([0.9, 0.9, 0.9, 0.9, 0.9], [true, true, true, true, false], 1);
  // Wilson's interval of 4 in 5, as statsmodels' proportion_confint(4, 5, method='wilson') has it.
  expect(bins[0]!.low).toBeCloseTo(0.37553, 4);
  expect(bins[0]!.high).toBeCloseTo(0.96379, 4);
});
