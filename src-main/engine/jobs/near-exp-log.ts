/**
 * exp and ln over the little ranges that probabilities need, within 1e-15: by tables and a short series each, in the
 * line of whoever calls, where `Math.exp` and `Math.log` are calls of some 10 ns. Beyond their ranges they give
 * anything, but no error. No branch is left out at first, for V8 throws a loop's machine code away at the first
 * branch that it has not seen.
 */

const stepsPerHalving = 128;
const stepsPerUnit = stepsPerHalving / Math.LN2;
const step = Math.LN2 / stepsPerHalving;

/** Least argument of `nearExp`. */
export const leastExponent = -64;

/** exp(-k step); a power of two of them, so that a mask keeps every k inside. */
const powers = Float64Array.from({ length: 2 ** 14 }, (_, k) => Math.exp(-k * step));
const lastPower = powers.length - 1;

/** exp(x) of x in [`leastExponent`, 0]. */
export function nearExp(x: number): number {
  const k = (0.5 - x * stepsPerUnit) & lastPower;
  // At most 0.0027: what the series leaves out is below 1e-18.
  const r = x + k * step;
  return (powers[k] ?? NaN) * (1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r / 120)))));
}

const placesPerUnit = 64;
const places = Float64Array.from({ length: 2 ** 9 }, (_, k) => k / placesPerUnit);
const inverses = places.map((place) => 1 / place);
const logarithms = places.map((place) => Math.log(place));
const lastPlace = places.length - 1;

/** ln(x) of x in [1, 4]. */
export function nearLog(x: number): number {
  const k = (x * placesPerUnit + 0.5) & lastPlace;
  // At most 1/128: what the series leaves out is below 2e-18.
  const r = x * (inverses[k] ?? NaN) - 1;
  const series = 1 / 3 - r * (1 / 4 - r * (1 / 5 - r * (1 / 6 - r / 7)));
  return (logarithms[k] ?? NaN) + r * (1 - r * (1 / 2 - r * series));
}
