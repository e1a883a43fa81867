import {
  isNoise,
  type BackgroundComparison,
  type EffectBackground,
  type EffectMap,
  type Span,
} from '../../contract/index.ts';

/** One place of a background with its effects, a target each. */
export interface PlaceEffects extends Span {
  readonly effects: Float64Array;
}

/**
 * How the effects of elements compare with those of random places, of which those that overlap a target do
 * not count for it.
 *
 * @param places of each element
 */
export function compareWithPlaces(
  { effects, targets, track }: Pick<EffectMap, 'effects' | 'targets' | 'track'>,
  places: readonly (readonly PlaceEffects[])[],
): Omit<EffectBackground, 'places'> {
  const column = () => new Float32Array(effects.length);
  const [means, deviations, percentiles] = [column(), column(), column()];
  for (const [element, own] of places.entries()) {
    for (const [t, target] of targets.entries()) {
      const apart = own.filter(({ start, end }) => end <= target.start || start >= target.end);
      const pair = element * targets.length + t;
      const others = apart.map((place) => place.effects[t]!);
      const told = compareEffect(effects[pair]!, others, track.unit);
      means[pair] = told.mean;
      deviations[pair] = told.deviation;
      percentiles[pair] = told.percentile;
    }
  }
  return { means, deviations, percentiles };
}

/** As `compareWith`, without a percentile of an effect that is noise. */
export function compareEffect(
  effect: number,
  others: readonly number[],
  unit: string,
): BackgroundComparison {
  const told = compareWith(effect, others);
  return isNoise(effect, unit) ? { ...told, percentile: NaN } : told;
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
