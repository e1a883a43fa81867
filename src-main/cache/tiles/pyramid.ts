import { defined } from '../../contract/index.ts';
import { fanOut, type Level } from './levels.ts';

/** Mean, smallest and largest value of each bin; NaN where the bin has no value. */
export interface BinSummary {
  readonly mean: Float32Array;
  readonly min: Float32Array;
  readonly max: Float32Array;
}

/**
 * What a coarser bin is made of. The sum is kept in float64 with the number of values in it, so the
 * mean at every level is that of the values themselves, not a mean of means.
 */
interface Totals {
  readonly sum: Float32Array | Float64Array;
  readonly held: Uint32Array;
  readonly min: Float32Array;
  readonly max: Float32Array;
}

/**
 * The levels above level 0, one at a time and finest first, so that only two are in memory at once.
 * NaN means "no value" and is left out.
 *
 * @param values the track at `levels[0]`
 */
export function* summarize(
  values: Float32Array,
  levels: readonly Level[],
): Generator<{ level: Level; summary: BinSummary }> {
  let totals = totalsOfValues(values);
  for (let k = 1; k < levels.length; k++) {
    const level = defined(levels[k]);
    totals = fold(totals, defined(levels[k - 1]), level);
    yield { level, summary: { mean: means(totals), min: totals.min, max: totals.max } };
  }
}

function totalsOfValues(values: Float32Array): Totals {
  const held = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) held[i] = Number.isNaN(values[i]!) ? 0 : 1;
  return { sum: values, held, min: values, max: values };
}

function fold(fine: Totals, fineLevel: Level, level: Level): Totals {
  const sum = new Float64Array(level.count);
  const held = new Uint32Array(level.count);
  const min = new Float32Array(level.count).fill(NaN);
  const max = new Float32Array(level.count).fill(NaN);
  for (let i = 0; i < fineLevel.count; i++) {
    if (fine.held[i] === 0) continue;
    const j = Math.floor((fineLevel.first + i) / fanOut) - level.first;
    sum[j]! += defined(fine.sum[i]);
    held[j]! += fine.held[i]!;
    // Written so that the NaN of a bin still empty gives way to the first value.
    if (!(min[j]! <= fine.min[i]!)) min[j] = fine.min[i]!;
    if (!(max[j]! >= fine.max[i]!)) max[j] = fine.max[i]!;
  }
  return { sum, held, min, max };
}

function means({ sum, held }: Totals): Float32Array {
  const mean = new Float32Array(sum.length);
  for (let i = 0; i < mean.length; i++) mean[i] = defined(sum[i]) / held[i]!;
  return mean;
}
