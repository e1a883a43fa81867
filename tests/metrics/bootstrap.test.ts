import { expect, it } from 'vitest';
import {
  aurocOf,
  averagePrecisionOf,
  bootstrapInterval,
  pearsonOf,
  r2Of,
  type Statistic,
} from '../../src-main/analysis/metrics/index.ts';
import { Random } from '../support/random.ts';

const n = 60;
const random = new Random(5);
const scores = Array.from({ length: n }, () => random.below(20) / 20);
const labels = scores.map((score) => random.next() < score);
const truth = scores.map((score) => score + random.between(-0.5, 0.5));
const statistics: [string, (rows: readonly number[]) => Statistic][] = [
  ['AUROC', (rows) => aurocOf(pick(scores, rows), pick(labels, rows))],
  ['average precision', (rows) => averagePrecisionOf(pick(scores, rows), pick(labels, rows))],
  ['R2', (rows) => r2Of(pick(scores, rows), pick(truth, rows))],
  ['correlation', (rows) => pearsonOf(pick(scores, rows), pick(truth, rows))],
];
const everyRow = scores.map((_, row) => row);

function pick<T>(values: readonly T[], rows: readonly number[]): T[] {
  return rows.map((row) => values[row]!);
}

it.each(statistics)('%s of a row that counts twice is as with the row twice', (_, of) => {
  const weights = scores.map(() => random.below(4));
  const repeated = weights.flatMap((times, row) => Array<number>(times).fill(row));
  expect(of(everyRow)(weights)).toBeCloseTo(of(repeated)(), 10);
});

// Of so many draws the mean of 60 values has a spread of sd / sqrt(60).
it('an interval of the mean is as wide as its standard error says', async () => {
  const mean: Statistic = (weights) =>
    truth.reduce((sum, value, i) => sum + value * (weights?.[i] ?? 1), 0) / n;
  const center = mean();
  const sd = Math.sqrt(truth.reduce((sum, value) => sum + (value - center) ** 2, 0) / n);
  const { low, high } = await bootstrapInterval(mean, n, { times: 4000 });
  const error = sd / Math.sqrt(n);
  expect(low).toBeCloseTo(center - 1.96 * error, 1);
  expect((high - low) / (2 * 1.96 * error)).toBeGreaterThan(0.92);
  expect((high - low) / (2 * 1.96 * error)).toBeLessThan(1.08);
});

it('the same seed draws the same rows, another one others', async () => {
  const statistic = aurocOf(scores, labels);
  const first = await bootstrapInterval(statistic, n, { seed: 3 });
  expect(await bootstrapInterval(statistic, n, { seed: 3 })).toEqual(first);
  expect(await bootstrapInterval(statistic, n, { seed: 4 })).not.toEqual(first);
  expect(first.low).toBeLessThan(statistic());
  expect(first.high).toBeGreaterThan(statistic());
});

it('copies that are drawn as one make the interval no narrower', async () => {
  const twice = [...everyRow, ...everyRow];
  const statistic = pearsonOf(pick(scores, twice), pick(truth, twice));
  const single = await bootstrapInterval(pearsonOf(scores, truth), n);
  const grouped = await bootstrapInterval(statistic, 2 * n, { groups: twice });
  const apart = await bootstrapInterval(statistic, 2 * n);
  expect(grouped.high - grouped.low).toBeCloseTo(single.high - single.low, 10);
  expect(apart.high - apart.low).toBeLessThan(0.85 * (grouped.high - grouped.low));
});

it('where the statistic has no value there is no interval', async () => {
  const { low, high } = await bootstrapInterval(aurocOf([1, 2], [true, true]), 2);
  expect(low).toBeNaN();
  expect(high).toBeNaN();
});

it('a single group has no interval, for every draw of it is the same', async () => {
  const groups = scores.map(() => 0);
  const { low, high } = await bootstrapInterval(aurocOf(scores, labels), n, { groups });
  expect([low, high]).toEqual([NaN, NaN]);
});
