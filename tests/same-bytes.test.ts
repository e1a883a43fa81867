import { expect, it } from 'vitest';

it.each([
  { a: Float32Array.of(1, NaN), b: Float32Array.of(1, NaN), equal: true },
  { a: Float32Array.of(1, 2), b: Float32Array.of(1, 3), equal: false },
  { a: Float32Array.of(0), b: Float32Array.of(-0), equal: false },
  { a: Float32Array.of(1), b: Float32Array.of(1, 0), equal: false },
  { a: Float32Array.of(0), b: Uint32Array.of(0), equal: false },
  { a: Float32Array.of(5, 1).subarray(1), b: Float32Array.of(1), equal: true },
  { a: [{ b: Buffer.from('a') }], b: [{ b: Buffer.from('a') }], equal: true },
  { a: [{ b: Buffer.from('a') }], b: [{ b: Buffer.from('b') }], equal: false },
])('typed arrays are equal by their bytes: $a and $b', ({ a, b, equal }) => {
  if (equal) expect(a).toEqual(b);
  else expect(a).not.toEqual(b);
});
