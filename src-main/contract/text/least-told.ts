/** Changes below it round to nothing in the digits that are told. */
export const leastTold = 0.0005;

/** Whether a change has no digit to show. */
export function isNothing(change: number): boolean {
  return Math.abs(change) < leastTold;
}

/**
 * Whether an effect is too small to be held against others: none at all or, of a probability, one that rounds to
 * nothing, which is far less than recomputing up to a tolerance can tell. Other units have no size of their own.
 */
export function isNoise(effect: number, unit: string): boolean {
  return effect === 0 || (unit === 'probability' && isNothing(effect));
}

/** With so many decimals, and no sign of what rounds to 0: `-0.961`, `0.000`. */
export function fixed(value: number, decimals = 3): string {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace('-', '') : text;
}

/** A change with its sign, three decimals: `−0.961`, `+0.012`; `≈ 0` of what has no digit to show. */
export function changeText(change: number): string {
  if (isNothing(change)) return '≈ 0';
  return `${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(3)}`;
}
