/**
 * The operations of both networks, one token and one channel after the other, in float64: slow, and
 * plain enough to be compared with the papers line by line. Shares no code with `src-main`.
 */

/** Activations of a sequence: a vector of channels for each token. */
export type Rows = readonly Float64Array[];

/** A weight with its shape, row-major. */
export interface PlainTensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
export const silu = (x: number): number => x * sigmoid(x);
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

export function geluTanh(x: number): number {
  return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
}

export function flipLength(x: Rows): Rows {
  return [...x].reverse();
}

export function flipChannels(x: Rows): Rows {
  return x.map((row) => row.slice().reverse());
}

/** Values made from those at the same place in `a` and `b`. */
export function zip(a: Rows, b: Rows, f: (x: number, y: number) => number): Rows {
  return a.map((row, t) => row.map((x, c) => f(x, b[t]![c]!)));
}

export const add = (a: Rows, b: Rows): Rows => zip(a, b, (x, y) => x + y);

/** Channels side by side. */
export function concat(a: Rows, b: Rows): Rows {
  return a.map((row, t) => Float64Array.of(...row, ...b[t]!));
}

/** Channels `[from, to)`. */
export function channels(x: Rows, from: number, to: number): Rows {
  return x.map((row) => row.slice(from, to));
}

/** `x W^T + bias` with `W [out, in]`. */
export function linear(x: Rows, { shape, data }: PlainTensor, bias?: PlainTensor): Rows {
  const [out, width] = shape as [number, number];
  return x.map((row) =>
    Float64Array.from({ length: out }, (_, o) => {
      let sum = bias ? bias.data[o]! : 0;
      for (let i = 0; i < width; i++) sum += data[o * width + i]! * row[i]!;
      return sum;
    }),
  );
}

/** `x / rms(x) * scale` */
export function rmsNorm(x: Rows, scale: Float64Array, epsilon: number): Rows {
  return x.map((row) => {
    const meanSquare = row.reduce((sum, value) => sum + value * value, 0) / row.length;
    return row.map((value, c) => (value / Math.sqrt(meanSquare + epsilon)) * scale[c]!);
  });
}

export function layerNorm(x: Rows, scale: Float64Array, bias: Float64Array, epsilon: number): Rows {
  return x.map((row) => {
    const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
    return row.map(
      (value, c) => ((value - mean) / Math.sqrt(variance + epsilon)) * scale[c]! + bias[c]!,
    );
  });
}

/** Depthwise causal convolution; `tap(c, j)` weighs, for channel c, the token j before this one. */
export function causalConv(x: Rows, taps: number, tap: (c: number, j: number) => number): Rows {
  return x.map((row, t) =>
    row.map((_, c) => {
      let sum = 0;
      for (let j = 0; j < taps && j <= t; j++) sum += tap(c, j) * x[t - j]![c]!;
      return sum;
    }),
  );
}
