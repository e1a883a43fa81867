import { defined } from '../../contract/index.ts';

/**
 * What the native kernel computes, one number after the other in double precision: what it is held
 * against. Arithmetic and layouts: `NativeKernel`. States are changed in place.
 */

/** `x [t, d]`, scale `[d]`. */
export function plainNorm(x: Float32Array, scale: Float32Array, epsilon: number): Float64Array {
  const d = scale.length;
  const y = Float64Array.from(x);
  for (let from = 0; from < x.length; from += d) {
    const row = y.subarray(from, from + d);
    const root = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / d + epsilon);
    for (let c = 0; c < d; c++) row[c] = (row[c]! / root) * scale[c]!;
  }
  return y;
}

/** `x [t, c]`, weight `[c, width]`, state `[width - 1, c]`. */
export function plainConv(
  { x, weight, bias }: Record<'x' | 'weight' | 'bias', Float32Array>,
  state: Float64Array,
  { reverse, silu: activated }: { readonly reverse: boolean; readonly silu: boolean },
): Float64Array {
  const channels = bias.length;
  const width = weight.length / channels;
  const y = new Float64Array(x.length);
  for (const t of inOrder(x.length / channels, reverse)) {
    for (let c = 0; c < channels; c++) {
      let sum = bias[c]! + weight[c * width + width - 1]! * x[t * channels + c]!;
      for (let j = 0; j < width - 1; j++) {
        sum += weight[c * width + j]! * state[j * channels + c]!;
      }
      y[t * channels + c] = activated ? silu(sum) : sum;
    }
    if (width === 1) continue;
    state.copyWithin(0, channels);
    state.set(x.subarray(t * channels, (t + 1) * channels), (width - 2) * channels);
  }
  return y;
}

/** `x, gate [t, c]`, select `[t, r + 2 n]`, a and state `[c, n]`, stepWeight `[c, r]`. */
export function plainScan(
  inputs: Record<'x' | 'gate' | 'select' | 'a' | 'stepWeight' | 'bias' | 'skip', Float32Array>,
  state: Float64Array,
  { reverse }: { readonly reverse: boolean },
): Float64Array {
  const { x, gate, select, a, stepWeight, bias, skip } = inputs;
  const channels = bias.length;
  const states = a.length / channels;
  const rank = stepWeight.length / channels;
  const width = rank + 2 * states;
  const y = new Float64Array(x.length);
  for (const t of inOrder(x.length / channels, reverse)) {
    for (let c = 0; c < channels; c++) {
      const i = t * channels + c;
      let step = bias[c]!;
      for (let r = 0; r < rank; r++) step += stepWeight[c * rank + r]! * select[t * width + r]!;
      const dt = softplus(step);
      let sum = skip[c]! * x[i]!;
      for (let n = 0; n < states; n++) {
        const at = c * states + n;
        const from = t * width + rank + n;
        const [b, out] = [select[from]!, select[from + states]!];
        const next = Math.exp(dt * a[at]!) * state[at]! + dt * x[i]! * b;
        state[at] = next;
        sum += out * next;
      }
      y[i] = sum * silu(gate[i]!);
    }
  }
  return y;
}

/** Sizes of a Mamba-2's scan; see `NativeKernel.createSsd`. */
export interface SsdSizes {
  readonly heads: number;
  readonly width: number;
  readonly states: number;
  readonly groups: number;
}

/** `x [t, heads width + 2 groups states]`, step `[t, heads]`, gate `[t, heads width]`, state `[heads, states, width]`. */
export function plainSsd(
  inputs: Record<'x' | 'step' | 'a' | 'bias' | 'skip', Float32Array> & {
    readonly gate: Float32Array | undefined;
  },
  state: Float64Array,
  { heads, width, states, groups }: SsdSizes,
  { reverse, least, most }: Readonly<{ reverse: boolean; least: number; most: number }>,
): Float64Array {
  const { x, step, a, bias, skip, gate } = inputs;
  const channels = heads * width;
  const row = channels + 2 * groups * states;
  const y = new Float64Array((x.length / row) * channels);
  for (const t of inOrder(x.length / row, reverse)) {
    for (let c = 0; c < channels; c++) {
      const head = Math.floor(c / width);
      const group = Math.floor(head / (heads / groups));
      const raised = softplus(step[t * heads + head]! + bias[head]!);
      const dt = Math.min(Math.max(raised, least), most);
      const value = x[t * row + c]!;
      let sum = skip[c]! * value;
      for (let n = 0; n < states; n++) {
        const at = (head * states + n) * width + (c % width);
        const from = t * row + channels + group * states + n;
        const next = Math.exp(dt * a[head]!) * state[at]! + dt * value * x[from]!;
        state[at] = next;
        sum += x[from + groups * states]! * next;
      }
      y[t * channels + c] = gate ? sum * silu(gate[t * channels + c]!) : sum;
    }
  }
  return y;
}

/** `x [t, c]`, weights `[c / width, width, width]`, state `[c]`; what is given is multiplied with `partial [t, c]`. */
export function plainRgLru(
  inputs: Record<
    'x' | 'logDecay' | 'inputWeight' | 'inputBias' | 'decayWeight' | 'decayBias',
    Float32Array
  > & { readonly partial: Float32Array | undefined },
  state: Float64Array,
  { reverse, first }: { readonly reverse: boolean; readonly first: boolean },
): Float64Array {
  const { x, partial, logDecay, inputWeight, inputBias, decayWeight, decayBias } = inputs;
  const channels = logDecay.length;
  const width = inputWeight.length / channels;
  const gate = (t: number, c: number, weight: Float32Array, bias: Float32Array) => {
    const head = c - (c % width);
    let sum = defined(bias[c]);
    for (let k = 0; k < width; k++) {
      sum += weight[(head + k) * width + (c % width)]! * x[t * channels + head + k]!;
    }
    return sigmoid(sum);
  };
  const h = new Float64Array(x.length);
  let isFirst = first;
  for (const t of inOrder(x.length / channels, reverse)) {
    for (let c = 0; c < channels; c++) {
      const i = t * channels + c;
      const logA = logDecay[c]! * gate(t, c, decayWeight, decayBias);
      const factor = isFirst ? 1 : Math.sqrt(-Math.expm1(2 * logA));
      const input = gate(t, c, inputWeight, inputBias) * x[i]!;
      const next = Math.exp(logA) * state[c]! + factor * input;
      state[c] = next;
      h[i] = partial ? partial[i]! * next : next;
    }
    isFirst = false;
  }
  return h;
}

function inOrder(tokens: number, reverse: boolean): number[] {
  const order = Array.from({ length: tokens }, (_, t) => t);
  return reverse ? order.reverse() : order;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function silu(x: number): number {
  return x * sigmoid(x);
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
