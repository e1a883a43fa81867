import { setImmediate as nextTurn } from 'node:timers/promises';
import { defined, type Interval } from '../../contract/index.ts';
import { seededRandom } from '../../sequence/index.ts';
import type { Statistic } from './statistic.ts';

export interface BootstrapOptions {
  /** Draws. */
  readonly times?: number | undefined;
  readonly seed?: number | undefined;
  /** Share of the draws inside the interval. */
  readonly level?: number | undefined;
  /**
   * Number of each row's group, from 0 on: groups are drawn whole. Neighbours on a genome are alike,
   * and drawn one by one they would promise too narrow an interval.
   */
  readonly groups?: ArrayLike<number> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Rows that are drawn before others have their turn: some tens of milliseconds. */
const rowsAtOnce = 2e6;

/**
 * Percentile interval of a statistic of `rows` rows. Efron 1979. The same for the same seed. Both ends
 * are NaN where the statistic has no value in most draws, or there is a single group to draw.
 */
export async function bootstrapInterval(
  statistic: Statistic,
  rows: number,
  { times = 1000, seed = 1, level = 0.95, groups, signal }: BootstrapOptions = {},
): Promise<Interval> {
  const groupOf = groups ?? Int32Array.from({ length: rows }, (_, row) => row);
  let groupCount = 0;
  for (let row = 0; row < rows; row++) groupCount = Math.max(groupCount, defined(groupOf[row]) + 1);
  if (groupCount < 2) return { low: NaN, high: NaN };
  const random = seededRandom(seed);
  const drawn = new Int32Array(groupCount);
  const weights = new Float64Array(rows);
  const values: number[] = [];
  const drawsAtOnce = Math.ceil(rowsAtOnce / rows);
  for (let time = 0; time < times; time++) {
    if (time % drawsAtOnce === 0) {
      await nextTurn();
      signal?.throwIfAborted();
    }
    drawn.fill(0);
    for (let i = 0; i < groupCount; i++) drawn[Math.floor(random() * groupCount)]! += 1;
    for (let row = 0; row < rows; row++) weights[row] = drawn[defined(groupOf[row])]!;
    const value = statistic(weights);
    if (!Number.isNaN(value)) values.push(value);
  }
  if (values.length * 2 <= times) return { low: NaN, high: NaN };
  values.sort((a, b) => a - b);
  return { low: quantile(values, (1 - level) / 2), high: quantile(values, (1 + level) / 2) };
}

/** Linear between neighbours, of sorted values. */
function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const [a, b] = [defined(sorted[below]), defined(sorted[Math.min(below + 1, sorted.length - 1)])];
  return a + (at - below) * (b - a);
}
