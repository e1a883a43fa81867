/**
 * exp and ln over the little ranges that probabilities need, within 1e-15: by tables and a short series each, in the
 * line of whoever calls, where `Math.exp` and `Math.log` are calls of some 10 ns.
 */

const stepsPerHalving = 128;
const stepsPerUnit = stepsPerHalving / Math.LN2;
const step = Math.LN2 / stepsPerHalving;

/** Least argument of `nearExp`. */
export const leastExponent = -64;

/** exp(-k step) of each k that there may be. */
const powers = Float64Array.from({ length: 2 - leastExponent * stepsPerUnit }, (_, k) =>
  Math.exp(-k * step),
);

/** exp(x) of x in [`leastExponent`, 0]. */
export function nearExp(x: number): number {
  const k = (0.5 - x * stepsPerUnit) | 0;
  // At most 0.0027: what the series leaves out is below 1e-18.
  const r = x + k * step;
  return (powers[k] ?? NaN) * (1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r / 120)))));
}

const placesPerUnit = 64;
const places = Float64Array.from({ length: 4 * placesPerUnit + 2 }, (_, k) => k / placesPerUnit);
const inverses = places.map((place) => 1 / place);
const logarithms = places.map((place) => Math.log(place));

/** ln(x) of x in [1, 4]. */
export function nearLog(x: number): number {
  const k = (x * placesPerUnit + 0.5) | 0;
  // At most 1/128: what the series leaves out is below 2e-18.
  const r = x * (inverses[k] ?? NaN) - 1;
  const series = 1 / 3 - r * (1 / 4 - r * (1 / 5 - r * (1 / 6 - r / 7)));
  return (logarithms[k] ?? NaN) + r * (1 - r * (1 / 2 - r * series));
}
