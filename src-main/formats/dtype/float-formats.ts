/** IEEE 754 half precision as float32, exactly. Weights stored so are off by 2^-11 of their size. */
export function float16ToFloat32(halves: Uint16Array): Float32Array {
  meanings ??= Float32Array.from({ length: 65_536 }, (_, half) => meaningOf(half));
  const floats = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) floats[i] = meanings[halves[i]!]!;
  return floats;
}

/** bfloat16 is the upper half of a float32. Weights stored so are off by 2^-8 of their size. */
export function bfloat16ToFloat32(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = halves[i]! << 16;
  return new Float32Array(bits.buffer);
}

/** Of every pattern, made when first needed: models have hundreds of millions of them to look up. */
let meanings: Float32Array | undefined;

function meaningOf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
