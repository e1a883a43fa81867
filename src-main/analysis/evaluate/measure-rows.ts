import { defined, type Measure, type Measured } from '../../contract/index.ts';
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
export async function measureRows(
  scored: readonly ScoredRow<LabelledRow>[],
  signal?: AbortSignal,
): Promise<Measured[]> {
  const isClasses = areClasses(scored);
  const measured: Measured[] = [await measure(scored, isClasses, signal)];
  const known = scored.filter(({ row }) => row.tssDistance !== undefined);
  for (const [i, from] of bucketStarts.entries()) {
    const to = bucketStarts[i + 1];
    const inside = known.filter(
      ({ row: { tssDistance: at } }) => defined(at) >= from && defined(at) < (to ?? Infinity),
    );
    const distance = to === undefined ? { from } : { from, to };
    if (inside.length === 0) continue;
    measured.push({ distance, ...(await measure(inside, isClasses, signal)) });
  }
  return measured;
}

/** Whether all labels are 0 or 1; others are values. */
export function areClasses(scored: readonly ScoredRow<LabelledRow>[]): boolean {
  return scored.every(({ row: { label } }) => label === 0 || label === 1);
}

async function measure(
  scored: readonly ScoredRow<LabelledRow>[],
  isClasses: boolean,
  signal: AbortSignal | undefined,
): Promise<Omit<Measured, 'distance'>> {
  const scores = scored.map(({ score }) => score);
  const labels = scored.map(({ row }) => row.label);
  const positive = labels.map((label) => label === 1);
  const statistics = isClasses
    ? { auroc: aurocOf(scores, positive), auprc: averagePrecisionOf(scores, positive) }
    : { r2: r2Of(scores, labels), pearson: pearsonOf(scores, labels) };
  const metrics: Record<string, Measure> = {};
  for (const [name, statistic] of Object.entries(statistics)) {
    const interval = await bootstrapInterval(statistic, scores.length, { signal });
    metrics[name] = { value: statistic(), ...interval };
  }
  return {
    rows: scored.length,
    ...(isClasses && { positive: positive.filter(Boolean).length }),
    metrics,
  };
}
