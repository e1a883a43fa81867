import { defined } from '../../contract/index.ts';
import {
  type GraphBuilder,
  type Value,
  causalConv,
  flipTokens,
  oneMinusSquaredExp,
  splitChannels,
  splitScan,
  type Matrix,
} from '../graph/index.ts';
import type { BlockDiagonal, StateSpec, ScanPorts } from '../network/index.ts';
import type { Weights } from '../weights/index.ts';
import type { HawkConfig } from './config.ts';

/** One direction of the recurrence: its convolution and its gated linear recurrent unit. */
export interface RgLru {
  readonly conv: { readonly weight: Matrix; readonly bias: Float32Array };
  readonly inputGate: BlockDiagonal;
  readonly decayGate: BlockDiagonal;
  /** `-8 softplus(a_param)`, `[lru]`: the log of the smallest decay. */
  readonly logDecay: Float32Array;
}

/** `suffix` is empty or `_rev`. */
export function readRgLru(
  weights: Weights,
  prefix: string,
  suffix: string,
  config: HawkConfig,
): RgLru {
  const { lru_width: lru, num_heads: heads, conv1d_temporal_width: k } = config;
  const block = lru / heads;
  const gate = (name: string): BlockDiagonal => ({
    weight: weights.get(`${prefix}.rg_lru${suffix}.${name}.w`, [heads, block, block]).data,
    bias: weights.get(`${prefix}.rg_lru${suffix}.${name}.b`, [heads, block]).data,
  });
  const taps = weights.get(`${prefix}.conv_1d${suffix}.w`, [k, lru]).data;
  const weight = new Float32Array(lru * k);
  for (let tap = 0; tap < k; tap++) {
    for (let c = 0; c < lru; c++) weight[c * k + tap] = taps[tap * lru + c]!;
  }
  return {
    conv: {
      weight: { data: weight, shape: [lru, 1, k] },
      bias: weights.vector(`${prefix}.conv_1d${suffix}.b`, lru),
    },
    inputGate: gate('input_gate'),
    decayGate: gate('a_gate'),
    logDecay: weights
      .vector(`${prefix}.rg_lru${suffix}.a_param`, lru)
      .map((a) => -8 * (Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))))),
  };
}

export function rgLruStates(direction: string, config: HawkConfig): StateSpec[] {
  const { lru_width: lru, conv1d_temporal_width: k } = config;
  return [
    { name: `${direction}_conv`, shape: [k - 1, lru] },
    { name: `${direction}_scan`, shape: [lru, 1, 1] },
  ];
}

/**
 * Convolution and RG-LRU in one direction, with carried states. De et al. 2024, section 2.4; names
 * after the published RecurrentGemma. `x [b,t,lru] -> [b,t,lru]`, in the sequence's own order; the scan
 * is cut into `pieces`.
 */
export function rgLru(
  g: GraphBuilder,
  input: Value,
  direction: 'forward' | 'reverse',
  unit: RgLru,
  {
    config,
    pieces,
    ports,
  }: { readonly config: HawkConfig; readonly pieces: number; readonly ports: ScanPorts },
): Value {
  const lru = config.lru_width;
  const states = rgLruStates(direction, config);
  const [convState, scanState] = states.map((spec) => ports.state(spec)) as [Value, Value];
  const starts = ports.starts(direction);
  const orient = (value: Value) => (direction === 'reverse' ? flipTokens(g, value) : value);

  // 1. Causal convolution.
  const conv = causalConv(g, orient(input), unit.conv, convState, 'none');
  const x = conv.output;

  // 2. Gates.
  const [inputGate, decayGate] = gates(g, x, unit, config);
  const logA = g.node('Mul', [decayGate, g.weight(unit.logDecay, [lru])]);

  // 3. sqrt(1 - a^2); the first token of the whole sequence takes 1 instead.
  const root = g.node('Sqrt', [oneMinusSquaredExp(g, logA)]);
  const multiplier = g.node('Max', [root, orient(starts)]);

  // 4. h = a h + multiplier * gate * x.
  const value = g.node('Mul', [g.node('Mul', [inputGate, x]), multiplier]);
  const ones = g.node('Add', [g.node('Mul', [starts, g.scalar(0)]), g.scalar(1)]);
  const scan = splitScan(
    g,
    { query: ones, key: ones, value, step: logA, decayOf: (step) => step, state: scanState },
    { heads: lru, n: 1, step: lru, pieces },
  );

  for (const [index, next] of [conv.state, scan.state].entries()) {
    ports.next(defined(states[index]), next);
  }
  return orient(scan.output);
}

/** Narrow blocks are joined into dense ones of about this width: fewer, larger products. */
const denseWidth = 128;

/** Both gates after their sigmoid, `[b,t,lru]` each. */
function gates(g: GraphBuilder, x: Value, unit: RgLru, config: HawkConfig): [Value, Value] {
  const { lru_width: lru, num_heads: heads } = config;
  const block = lru / heads;
  let joined = heads;
  while (joined % 2 === 0 && (joined / 2) * block >= denseWidth) joined /= 2;
  const groups = heads / joined;
  const width = lru / groups;

  const parts = groups === 1 ? [x] : splitChannels(g, x, Array<number>(groups).fill(width));
  return [unit.inputGate, unit.decayGate].map(({ weight, bias }) => {
    const outputs = parts.map((part, group) =>
      g.node('MatMul', [part, g.weight(denseGroup(weight, group, joined, block), [width, width])]),
    );
    const product =
      groups === 1 ? defined(outputs[0]) : g.node('Concat', outputs, { attributes: { axis: -1 } });
    return g.node('Sigmoid', [g.node('Add', [product, g.weight(bias, [lru])])]);
  }) as [Value, Value];
}

/** Blocks `group * joined ... ` of `[heads, w, w]` on the diagonal of one dense matrix. */
function denseGroup(blocks: Float32Array, group: number, joined: number, w: number): Float32Array {
  const width = joined * w;
  const dense = new Float32Array(width * width);
  for (let h = 0; h < joined; h++) {
    const from = (group * joined + h) * w * w;
    for (let i = 0; i < w; i++) {
      dense.set(blocks.subarray(from + i * w, from + (i + 1) * w), (h * w + i) * width + h * w);
    }
  }
  return dense;
}
