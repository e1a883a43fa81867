import { expect, it } from 'vitest';
import { chartRows } from '../../src-main/analysis/evaluate/chart-rows.ts';
import { measureRows } from '../../src-main/analysis/evaluate/measure-rows.ts';
import { groupMatched } from '../../src-main/analysis/evaluate/score-by-track.ts';

const scored = (rows: readonly (readonly [score: number, label: number, at?: number])[]) =>
  rows.map(([score, label, tssDistance], i) => ({
    score,
    row: { line: i + 1, label, tssDistance },
  }));

it('labels of 0 and 1 are classes, told by distance where the data have it', async () => {
  const measured = await measureRows(
    scored([
      [0.9, 1, 10],
      [0.1, 0, 999],
      [0.2, 1, 1000],
      [0.8, 0, 4999],
      [0.5, 1],
      [0.7, 1, 2_000_000],
    ]),
  );
  expect(measured.map(({ distance }) => distance)).toEqual([
    undefined,
    { from: 0, to: 1000 },
    { from: 1000, to: 5000 },
    { from: 100_000 },
  ]);
  expect(measured.map(({ rows, positive }) => [rows, positive])).toEqual([
    [6, 4],
    [2, 1],
    [2, 1],
    [1, 1],
  ]);
  // Of 4 x 2 pairs those of 0.9, and of 0.5, 0.7 and 0.2 with 0.1, are right.
  expect(measured.map(({ metrics }) => metrics['auroc']!.value)).toEqual([5 / 8, 1, 0, NaN]);
  expect(Object.keys(measured[0]!.metrics)).toEqual(['auroc', 'auprc']);
});

it('other labels are values', async () => {
  const [all, ...others] = await measureRows(
    scored([
      [1, 1],
      [2, 2],
      [3, 3.5],
    ]),
  );
  expect(others).toEqual([]);
  expect(all!.positive).toBeUndefined();
  const mean = 6.5 / 3;
  const total = (1 - mean) ** 2 + (2 - mean) ** 2 + (3.5 - mean) ** 2;
  expect(all!.metrics['r2']!.value).toBeCloseTo(1 - 0.25 / total, 12);
  expect(all!.metrics['pearson']!.value).toBeGreaterThan(0.98);
});

it('of one class that is left there are no curves, for their rates are none', () => {
  const one = scored([
    [0.2, 1],
    [0.9, 1],
  ]);
  expect(Object.keys(chartRows(one, true))).toEqual(['calibration']);
  expect(chartRows(one, false)).toEqual({});
  const two = scored([
    [0.1, 0],
    [0.9, 1],
  ]);
  expect(Object.keys(chartRows(two, false))).toEqual(['curves']);
});

it('measuring many rows lets others have their turn, and stops when it is cancelled', async () => {
  const cancelled = new AbortController();
  setImmediate(() => cancelled.abort());
  const rows = Array.from({ length: 20_000 }, (_, i) => [i % 977, i % 2] as const);
  await expect(measureRows(scored(rows), cancelled.signal)).rejects.toThrow(/abort/i);
});

it('neighbours are read together, as long as that is no more than a megabase', () => {
  const at = (contig: string, start: number, end: number) => ({
    row: { line: 1, contig, start, end, strand: '.' as const, label: 1 },
    region: { contig, start, end },
  });
  const spans = groupMatched(
    [
      at('b', 0, 10),
      at('a', 900, 1200),
      at('a', 100, 2000),
      at('a', 2500, 2600),
      at('a', 4000, 4010),
    ],
    1000,
  );
  expect(
    spans.map(({ region: { contig, start, end }, rows }) => [contig, start, end, rows.length]),
  ).toEqual([
    ['a', 100, 2600, 3],
    ['a', 4000, 4010, 1],
    ['b', 0, 10, 1],
  ]);
  const far = groupMatched([at('a', 0, 10), at('a', 999_900, 1_000_001)], 2_000_000);
  expect(far).toHaveLength(2);
});
