import { expect, it } from 'vitest';
import type { RankingCurves } from '../../src-main/contract/index.ts';
import {
  auroc,
  averagePrecisionOf,
  mapThresholds,
  rankingCurves,
  scatterOf,
} from '../../src-main/analysis/metrics/index.ts';
import { Random } from '../support/random.ts';

/** Trapezoids below the line that is drawn, from 0, 0. */
function rocArea({ roc }: RankingCurves): number {
  const [xs, ys] = [
    [0, ...roc.falsePositiveRate],
    [0, ...roc.truePositiveRate],
  ];
  return xs.reduce((sum, x, i) => {
    return i === 0 ? 0 : sum + ((x - xs[i - 1]!) * (ys[i]! + ys[i - 1]!)) / 2;
  }, 0);
}

/** Rectangles below the steps that are drawn. */
function stepArea({ precisionRecall: { recall, precision } }: RankingCurves): number {
  return recall.reduce((sum, x, i) => sum + (x - (recall[i - 1] ?? 0)) * precision[i]!, 0);
}

function randomRows(n: number, values: number, seed: number) {
  const random = new Random(seed);
  const scores = Array.from({ length: n }, () => random.below(values) / values);
  return { scores, labels: scores.map((score) => random.next() < 0.05 + 0.4 * score ** 2) };
}

it('has a point a threshold, rows of one score together', () => {
  // Worked out by hand: 3 positives, 2 negatives; 0.8 is shared by one of each.
  const curves = rankingCurves([0.9, 0.8, 0.8, 0.4, 0.1], [true, true, false, false, true]);
  expect(curves).toEqual({
    ...{ positives: 3, negatives: 2 },
    roc: {
      threshold: [0.9, 0.8, 0.4, 0.1],
      falsePositiveRate: [0, 1 / 2, 1, 1],
      truePositiveRate: [1 / 3, 2 / 3, 2 / 3, 1],
    },
    precisionRecall: {
      threshold: [0.9, 0.8, 0.4, 0.1],
      recall: [1 / 3, 2 / 3, 2 / 3, 1],
      precision: [1, 2 / 3, 2 / 4, 3 / 5],
    },
  });
});

it('what says nothing is the diagonal, and its precision the base rate', () => {
  const { roc, precisionRecall } = rankingCurves([1, 1, 1, 1], [true, false, false, false]);
  expect([roc.falsePositiveRate, roc.truePositiveRate]).toEqual([[1], [1]]);
  expect([precisionRecall.recall, precisionRecall.precision]).toEqual([[1], [0.25]]);
});

it.each([1, 2, 3])('the areas that are drawn are the measures (seed %i)', (seed) => {
  for (const values of [2, 7, 150]) {
    const { scores, labels } = randomRows(400, values, seed);
    const curves = rankingCurves(scores, labels);
    expect(rocArea(curves)).toBeCloseTo(auroc(scores, labels), 12);
    expect(stepArea(curves)).toBeCloseTo(averagePrecisionOf(scores, labels)(), 12);
  }
});

it('of a hundred thousand thresholds some hundred are left, with both ends and the areas', () => {
  const { scores, labels } = randomRows(100_000, 1e9, 5);
  const curves = rankingCurves(scores, labels);
  for (const { threshold } of [curves.roc, curves.precisionRecall]) {
    expect(threshold.length).toBeGreaterThan(50);
    expect(threshold.length).toBeLessThanOrEqual(200);
    expect(threshold[0]).toBe(Math.max(...scores));
    expect(threshold.at(-1)).toBe(Math.min(...scores));
  }
  expect([curves.roc.falsePositiveRate.at(-1), curves.roc.truePositiveRate.at(-1)]).toEqual([1, 1]);
  const positives = labels.filter(Boolean).length;
  expect(curves.precisionRecall.precision.at(-1)).toBe(positives / labels.length);
  expect(Math.abs(rocArea(curves) - auroc(scores, labels))).toBeLessThan(1e-3);
  const precision = averagePrecisionOf(scores, labels)();
  expect(Math.abs(stepArea(curves) - precision)).toBeLessThan(0.01);
});

it('one class alone has no rates of the other, and comes to an end', () => {
  const scores = Array.from({ length: 1000 }, (_, i) => i);
  const { roc, precisionRecall } = rankingCurves(
    scores,
    scores.map(() => true),
  );
  expect(roc.falsePositiveRate.every(Number.isNaN)).toBe(true);
  expect(precisionRecall.precision.every((value) => value === 1)).toBe(true);
});

it('thresholds are told on another scale', () => {
  const curves = rankingCurves([2, 1], [true, false]);
  const scaled = mapThresholds(curves, (value) => value / 4);
  expect(scaled.roc).toEqual({ ...curves.roc, threshold: [0.5, 0.25] });
  expect(scaled.precisionRecall.threshold).toEqual([0.5, 0.25]);
});

it('few predictions are points, many are counted cell by cell', () => {
  expect(scatterOf([1, 2], [0, 4])).toEqual({
    ...{ rows: 2, predicted: [1, 2], observed: [0, 4] },
    points: { predicted: [1, 2], observed: [0, 4] },
  });
  const predicted = Array.from({ length: 4800 }, (_, i) => i % 48);
  const { density, points } = scatterOf(
    predicted,
    predicted.map((value) => 47 - value),
  );
  expect(points).toBeUndefined();
  // The anti-diagonal, from the lower right to the upper left, a hundred rows a cell.
  expect(density!.side).toBe(48);
  expect(density!.column.map((column, i) => column + density!.row[i]!)).toEqual(Array(48).fill(47));
  expect(density!.count).toEqual(Array(48).fill(100));
});
