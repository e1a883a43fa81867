import type { BackgroundComparison, Span } from '../../contract/index.ts';

/** One place of a background with its effects, a target each. */
export interface PlaceEffects extends Span {
  readonly effects: Float64Array;
}

/**
 * How an effect on a target compares with those of random places, of which those that overlap the target
 * do not count.
 */
export function compareWithPlaces(
  effect: number,
  places: readonly PlaceEffects[],
  target: Span & { readonly index: number },
): BackgroundComparison {
  const apart = places.filter(({ start, end }) => end <= target.start || start >= target.end);
  return compareWith(
    effect,
    apart.map(({ effects }) => effects[target.index]!),
  );
}

/** Mean and standard deviation of others, and the percent of them of smaller size; ties count half. */
export function compareWith(
  value: number,
  others: readonly number[],
  sizeOf: (value: number) => number = Math.abs,
): BackgroundComparison {
  const known = others.filter((one) => !Number.isNaN(one));
  const mean = known.reduce((sum, one) => sum + one, 0) / known.length;
  const squares = known.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const deviation = known.length > 1 ? Math.sqrt(squares / (known.length - 1)) : NaN;
  if (Number.isNaN(value)) return { mean, deviation, percentile: NaN };
  // Both sides as they are stored, so that what is equal stays so.
  const size = sizeOf(Math.fround(value));
  const sizes = known.map((one) => sizeOf(Math.fround(one)));
  const below = sizes.filter((one) => one < size).length;
  const tied = sizes.filter((one) => one === size).length;
  return { mean, deviation, percentile: (100 * (below + tied / 2)) / known.length };
}
