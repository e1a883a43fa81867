import { sigmoid, silu, softplus } from './plain-math.ts';

/**
 * What the native kernel computes, in float64 and one number after the other, from the first token
 * of an array to its last. States are changed in place.
 */

/** `x [t, d]`, scale `[d]`: each token divided by the root of its mean square. */
export function plainNorm(x: Float32Array, scale: Float32Array, epsilon: number): Float64Array {
  const d = scale.length;
  const roots = Float64Array.from({ length: x.length / d }, (_, t) => {
    const squares = Float64Array.from(x.subarray(t * d, (t + 1) * d), (value) => value * value);
    return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / d + epsilon);
  });
  return Float64Array.from(x, (value, i) => (value / roots[Math.floor(i / d)]!) * scale[i % d]!);
}

/** `x [t, c]`, weight `[c, width]`, state `[width - 1, c]`, latest last. */
export function plainConv(
  x: Float64Array,
  channels: number,
  { weight, bias }: { weight: Float32Array; bias: Float32Array },
  state: Float64Array,
): Float64Array {
  const width = weight.length / channels;
  const all = Float64Array.of(...state, ...x);
  const y = x.map((_, i) => {
    const c = i % channels;
    let sum = bias[c]!;
    for (let j = 0; j < width; j++) sum += weight[c * width + j]! * all[i + j * channels]!;
    return sum;
  });
  state.set(all.subarray(x.length));
  return y;
}

/** `x, gate [t, c]`, `low [t, r]`, `b, c [t, n]`, stepWeight `[c, r]`, state `[c, n]`. */
export function plainScan(
  inputs: Record<'low' | 'x' | 'gate' | 'b' | 'c', Float64Array>,
  { a, stepWeight, bias, skip }: Record<'a' | 'stepWeight' | 'bias' | 'skip', Float32Array>,
  state: Float64Array,
): Float64Array {
  const channels = bias.length;
  const states = a.length / channels;
  const rank = stepWeight.length / channels;
  return inputs.x.map((x, i) => {
    const channel = i % channels;
    const t = (i - channel) / channels;
    let step = bias[channel]!;
    for (let r = 0; r < rank; r++) {
      step += stepWeight[channel * rank + r]! * inputs.low[t * rank + r]!;
    }
    const dt = softplus(step);
    let sum = skip[channel]! * x;
    for (let n = 0; n < states; n++) {
      const s = channel * states + n;
      state[s] = Math.exp(dt * a[s]!) * state[s]! + dt * inputs.b[t * states + n]! * x;
      sum += inputs.c[t * states + n]! * state[s];
    }
    return sum * silu(inputs.gate[i]!);
  });
}

/** Sizes of a Mamba-2's scan. */
export interface SsdSizes {
  readonly heads: number;
  readonly width: number;
  readonly states: number;
  readonly groups: number;
}

/** `x, gate [t, heads width]`, `step [t, heads]`, `b, c [t, groups states]`, state `[heads, states, width]`. */
export function plainSsd(
  inputs: Record<'x' | 'step' | 'b' | 'c', Float64Array> & { readonly gate?: Float64Array },
  { a, bias, skip }: Record<'a' | 'bias' | 'skip', Float32Array>,
  state: Float64Array,
  { heads, width, states, groups }: SsdSizes,
  [least, most]: readonly [number, number],
): Float64Array {
  return inputs.x.map((x, i) => {
    const channel = i % (heads * width);
    const t = (i - channel) / (heads * width);
    const head = Math.floor(channel / width);
    const from = (t * groups + Math.floor((head * groups) / heads)) * states;
    const raised = softplus(inputs.step[t * heads + head]! + bias[head]!);
    const dt = Math.min(Math.max(raised, least), most);
    let sum = skip[channel]! * x;
    for (let n = 0; n < states; n++) {
      const s = (head * states + n) * width + (channel % width);
      state[s] = Math.exp(dt * a[head]!) * state[s]! + dt * inputs.b[from + n]! * x;
      sum += inputs.c[from + n]! * state[s];
    }
    return inputs.gate ? sum * silu(inputs.gate[i]!) : sum;
  });
}

/** `x [t, c]`, weights `[c / width, width, width]`, state `[c]`. */
export function plainRgLru(
  x: Float64Array,
  parameters: Record<
    'logDecay' | 'inputWeight' | 'inputBias' | 'decayWeight' | 'decayBias',
    Float32Array
  >,
  state: Float64Array,
  first: boolean,
): Float64Array {
  const { logDecay, inputWeight, inputBias, decayWeight, decayBias } = parameters;
  const channels = logDecay.length;
  const width = inputWeight.length / channels;
  const gate = (i: number, weight: Float32Array, bias: Float32Array) => {
    const c = i % channels;
    const [head, column] = [Math.floor(c / width), c % width];
    const own = x.subarray(i - column, i - column + width);
    const matrix = weight.subarray(head * width * width);
    return sigmoid(
      own.reduce((sum, value, k) => sum + value * matrix[k * width + column]!, bias[c]!),
    );
  };
  return x.map((value, i) => {
    const c = i % channels;
    const logA = logDecay[c]! * gate(i, decayWeight, decayBias);
    const factor = first && i < channels ? 1 : Math.sqrt(-Math.expm1(2 * logA));
    const input = gate(i, inputWeight, inputBias) * value;
    state[c] = Math.exp(logA) * state[c]! + factor * input;
    return state[c];
  });
}
