/**
 * The operators a state-space layer is made of, as nodes of a graph.
 *
 * Axis legend, here and in every graph: `b` strand (batch), `t` tokens of a chunk, `d` model width,
 * `e` expanded width, `n` state size, `k` convolution width, `h` heads, `p` values a head.
 */
import { defined } from '../../contract/index.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';

/** A weight as it lies in the file: row-major values with their shape. */
export interface Matrix {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** `x W^T + bias`, for a torch `Linear` weight `[out, in]`. `x [b,t,in] -> [b,t,out]`. */
export function linear(g: GraphBuilder, x: Value, weight: Matrix, bias?: Float32Array): Value {
  const product = g.node('MatMul', [x, g.weight(transpose(weight), [...weight.shape].reverse())]);
  return bias === undefined ? product : g.node('Add', [product, g.weight(bias, [bias.length])]);
}

/** Root-mean-square norm over the last axis, times `scale [d]`. Zhang and Sennrich 2019. */
export function rmsNorm(g: GraphBuilder, x: Value, scale: Float32Array, epsilon: number): Value {
  return g.node('SimplifiedLayerNormalization', [x, g.weight(scale, [scale.length])], {
    attributes: { axis: -1, epsilon: { float: epsilon } },
  });
}

/** The same norm over each of `groups` equal parts of the last axis, `[.., d]`. */
export function groupedRmsNorm(
  g: GraphBuilder,
  x: Value,
  scale: Float32Array,
  { groups, epsilon }: { readonly groups: number; readonly epsilon: number },
): Value {
  if (groups === 1) return rmsNorm(g, x, scale, epsilon);
  const part = scale.length / groups;
  // -1 stands for all axes before the last, whatever their number.
  const parts = g.node('Reshape', [x, g.integers([-1, groups, part])]);
  const normed = rmsNorm(g, parts, new Float32Array(part).fill(1), epsilon);
  const whole = g.node('Reshape', [normed, g.node('Shape', [x])]);
  return g.node('Mul', [whole, g.weight(scale, [scale.length])]);
}

/** Layer norm over the last axis. */
export function layerNorm(
  g: GraphBuilder,
  x: Value,
  scale: Float32Array,
  bias: Float32Array,
  epsilon: number,
): Value {
  const weights = [g.weight(scale, [scale.length]), g.weight(bias, [bias.length])];
  return g.node('LayerNormalization', [x, ...weights], {
    attributes: { axis: -1, epsilon: { float: epsilon } },
  });
}

/** Reverses the order of the tokens. `[b,t,c] -> [b,t,c]` */
export function flipTokens(g: GraphBuilder, x: Value): Value {
  // ONNX's way to say "to before the first element" in a slice that goes backwards.
  const beforeFirst = -(2 ** 31);
  return g.node('Slice', [
    x,
    g.integers([-1]),
    g.integers([beforeFirst]),
    g.integers([1]),
    g.integers([-1]),
  ]);
}

/** Splits the last axis into parts of the given widths. */
export function splitChannels(g: GraphBuilder, x: Value, widths: readonly number[]): Value[] {
  return g.nodes('Split', [x, g.integers(widths)], {
    attributes: { axis: -1 },
    outputs: widths.length,
  });
}

/** `x sigmoid(x)` */
export function silu(g: GraphBuilder, x: Value): Value {
  return g.node('QuickGelu', [x], {
    domain: 'com.microsoft',
    attributes: { alpha: { float: 1 } },
  });
}

/** GELU in its tanh form, as the published Hawk uses it. */
export function geluTanh(g: GraphBuilder, x: Value): Value {
  return g.node('FastGelu', [x], { domain: 'com.microsoft' });
}

/**
 * Depthwise causal convolution that carries its last `k - 1` inputs.
 * `x [b,t,c]`, weight `[c,1,k]` whose last column weighs the current token, state `[b,k-1,c]`.
 */
export function causalConv(
  g: GraphBuilder,
  x: Value,
  weights: { readonly weight: Matrix; readonly bias: Float32Array },
  state: Value,
  activation: 'silu' | 'none',
): { output: Value; state: Value } {
  const { weight, bias } = weights;
  const inputs = [x, g.weight(weight.data, weight.shape), g.weight(bias, [bias.length]), state];
  const [output, next] = g.nodes('CausalConvWithState', inputs, {
    domain: 'com.microsoft',
    attributes: { ndim: 1, activation, channels_last: 1 },
    outputs: 2,
  });
  return { output: defined(output), state: defined(next) };
}

/** The sizes of a gated scan: heads of `n x p` values of state, of which some share query and key. */
export interface ScanSizes {
  readonly heads: number;
  /** Values of query and key a head. */
  readonly n: number;
  /** Values a head; 1 where absent. */
  readonly p?: number;
  /** Queries and keys; head h has those of group `floor(h / (heads / groups))`. 1 where absent. */
  readonly groups?: number;
}

/**
 * The recurrence `S = exp(decay) S + key (x) value`, `output = query . S`, with carried state.
 * query, key `[b,t,groups*n]`; value `[b,t,heads*p]`; decay in log space, `[b,t,heads*n]` or, the same
 * for all of a head, `[b,t,heads]`; state `[b,heads,n,p]`; output `[b,t,heads*p]`.
 */
export function gatedScan(
  g: GraphBuilder,
  inputs: { query: Value; key: Value; value: Value; decay: Value; state: Value },
  { heads, groups = 1 }: Omit<ScanSizes, 'n' | 'p'>,
): { output: Value; state: Value } {
  const { query, key, value, state, decay } = inputs;
  const [output, next] = g.nodes('LinearAttention', [query, key, value, state, decay], {
    domain: 'com.microsoft',
    attributes: {
      ...{ update_rule: 'gated', scale: { float: 1 } },
      ...{ q_num_heads: groups, kv_num_heads: heads },
    },
    outputs: 2,
  });
  return { output: defined(output), state: defined(next) };
}

/** `[rows, columns] -> [columns, rows]` */
function transpose({ data, shape }: Matrix): Float32Array {
  const [rows, columns] = shape as [number, number];
  const result = new Float32Array(data.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) result[c * rows + r] = data[r * columns + c]!;
  }
  return result;
}
