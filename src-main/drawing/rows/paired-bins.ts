import type { ComparisonKind } from '../../contract/index.ts';
import type { ValueBin } from '../tracks/index.ts';

/** A bin of a model's values, or of a file's. */
interface SourcedBin extends ValueBin {
  readonly source: object;
}

/** A stretch of which both have one value. */
interface Step<T> {
  readonly start: number;
  readonly end: number;
  readonly first: T;
  readonly second: T;
}

/**
 * One answer of two: the second less the first, or log2 of second over first. Both are cut at the ends of either's
 * bins. A model's value is of a whole bin: the wider bins of two models count, or those of the one model, and of
 * the other its mean in each. Models are compared where both have all of such a bin; a file may leave bases out, and its
 * mean is then of those that it has. Each list in the order of the contig, without overlaps.
 */
export function pairedBins<T extends SourcedBin>(
  first: readonly T[],
  second: readonly T[],
  kind: Exclude<ComparisonKind, 'lines'>,
): T[] {
  const [own, other] = [widest(first), widest(second)];
  const isSecondWider = other >= own;
  const isOfModel = own > 0 || other > 0;
  const hasFile = own === 0 || other === 0;
  const bins: T[] = [];
  let [sums, covered] = [{ first: 0, second: 0 }, 0];
  let open: T | undefined;
  const close = () => {
    if (!open) return;
    const isWhole = hasFile || covered === open.end - open.start;
    const value = isWhole ? one(sums.first / covered, sums.second / covered, kind) : NaN;
    if (!Number.isNaN(value)) bins.push({ ...open, value, min: value, max: value, layer: 0 });
    open = undefined;
  };
  for (const step of stepsOf(first, second)) {
    const { start, end } = step;
    const wide = isSecondWider ? step.second : step.first;
    const bin = isOfModel ? wide : { ...wide, start, end };
    if (open !== bin) {
      close();
      [open, sums, covered] = [bin, { first: 0, second: 0 }, 0];
    }
    const bp = end - start;
    covered += bp;
    sums.first += bp * step.first.value;
    sums.second += bp * step.second.value;
  }
  close();
  return bins;
}

/** NaN where there is none: a ratio needs two values above zero. */
function one(first: number, second: number, kind: Exclude<ComparisonKind, 'lines'>): number {
  if (kind === 'difference') return second - first;
  return first > 0 && second > 0 ? Math.log2(second / first) : NaN;
}

function* stepsOf<T extends SourcedBin>(
  first: readonly T[],
  second: readonly T[],
): Generator<Step<T>> {
  let [i, j] = [0, 0];
  for (;;) {
    const [a, b] = [first[i], second[j]];
    if (!a || !b) return;
    const [start, end] = [Math.max(a.start, b.start), Math.min(a.end, b.end)];
    if (start < end) yield { start, end, first: a, second: b };
    if (a.end <= b.end) i++;
    else j++;
  }
}

/** bp of a model's bins; 0 of a file, whose values hold for as long as they do. */
function widest(bins: readonly SourcedBin[]): number {
  return bins.reduce(
    (most, { source, start, end }) => ('file' in source ? most : Math.max(most, end - start)),
    0,
  );
}
