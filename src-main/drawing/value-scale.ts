/** Ends of a scale. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** How many powers of ten a logarithmic scale shows where its lower end is not above zero. */
const decades = 4;

/** Share of a row's height at which a value stands: 0 at its foot, 1 at its top. */
export function valueScale(range: Range, log: boolean): (value: number) => number {
  const { min, max } = shownRange(range, log);
  const place = log
    ? (value: number) => Math.log10(Math.max(value, min))
    : (value: number) => value;
  const [low, high] = [place(min), place(max)];
  return (value) => Math.max(0, Math.min(1, (place(value) - low) / (high - low || 1)));
}

/** The ends that are shown: a logarithm has none at zero. */
export function shownRange({ min, max }: Range, log: boolean): Range {
  if (!log) return { min, max };
  const top = max > 0 ? max : 1;
  return { min: min > 0 ? min : top / 10 ** decades, max: top };
}

/** The least range that holds all, and zero, which bars stand on. */
export function rangeOf(values: readonly Range[]): Range {
  let min = 0;
  let max = 0;
  for (const one of values) {
    min = Math.min(min, one.min);
    max = Math.max(max, one.max);
  }
  return { min, max: max === min ? min + 1 : max };
}
