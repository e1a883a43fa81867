import { expect } from 'vitest';

/** Largest difference from what was expected, in units of the expected values' standard deviation. */
export function worstRatio(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  expect(expected.length).toBeGreaterThan(0);
  let [sum, squares, worst] = [0, 0, 0];
  for (let i = 0; i < expected.length; i++) {
    const value = expected[i]!;
    sum += value;
    squares += value * value;
    const difference = Math.abs(actual[i]! - value);
    if (Number.isNaN(difference)) return Infinity;
    worst = Math.max(worst, difference);
  }
  const mean = sum / expected.length;
  return worst / Math.sqrt(squares / expected.length - mean * mean);
}

/** The promise of the streaming pass: largest difference by standard deviation. */
export const exact = 1e-4;

/** True where both hold the same bits. */
export function sameBits(a: Float32Array, b: Float32Array): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: Float32Array) =>
    Buffer.from(buffer, byteOffset, byteLength);
  return bytes(a).equals(bytes(b));
}
