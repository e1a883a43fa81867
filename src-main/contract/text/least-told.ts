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
