import { defined, type Measured } from '../../contract/index.ts';
import {
  aurocOf,
  averagePrecisionOf,
  bootstrapInterval,
  pearsonOf,
  r2Of,
} from '../metrics/index.ts';
import type { LabelledRow } from './dataset.ts';
import type { ScoredRow } from './score-by-track.ts';

/** bp to a gene's start, from which on a row belongs to a bucket; the last one is open. */
const bucketStarts = [0, 1000, 5000, 20_000, 50_000, 100_000];

/** Of all rows first, then by distance where the data say it. */
export function measureRows(scored: readonly ScoredRow<LabelledRow>[]): Measured[] {
  const isClasses = areClasses(scored);
  const all = { ...measure(scored, isClasses) };
  const known = scored.filter(({ row }) => row.tssDistance !== undefined);
  const buckets = bucketStarts.map((from, i) => {
    const to = bucketStarts[i + 1];
    const inside = known.filter(
      ({ row: { tssDistance: at } }) => defined(at) >= from && defined(at) < (to ?? Infinity),
    );
    const distance = to === undefined ? { from } : { from, to };
    return { distance, ...measure(inside, isClasses) };
  });
  return [all, ...buckets.filter(({ rows }) => rows > 0)];
}

/** Whether all labels are 0 or 1; others are values. */
export function areClasses(scored: readonly ScoredRow<LabelledRow>[]): boolean {
  return scored.every(({ row: { label } }) => label === 0 || label === 1);
}

function measure(
  scored: readonly ScoredRow<LabelledRow>[],
  isClasses: boolean,
): Omit<Measured, 'distance'> {
  const scores = scored.map(({ score }) => score);
  const labels = scored.map(({ row }) => row.label);
  const positive = labels.map((label) => label === 1);
  const statistics = isClasses
    ? { auroc: aurocOf(scores, positive), auprc: averagePrecisionOf(scores, positive) }
    : { r2: r2Of(scores, labels), pearson: pearsonOf(scores, labels) };
  const metrics = Object.entries(statistics).map(([name, statistic]) => {
    return [name, { value: statistic(), ...bootstrapInterval(statistic, scores.length) }] as const;
  });
  return {
    rows: scored.length,
    ...(isClasses && { positive: positive.filter(Boolean).length }),
    metrics: Object.fromEntries(metrics),
  };
}
