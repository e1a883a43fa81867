import { defined } from '../../contract/index.ts';
import {
  causalConv,
  flipTokens,
  linear,
  silu,
  softplus,
  splitScan,
  splitChannels,
  type Matrix,
  type GraphBuilder,
  type Value,
} from '../graph/index.ts';
import type { StateSpec } from '../network.ts';
import type { ScanPorts } from '../scan-ports.ts';
import type { Weights } from '../weights.ts';
import type { CaduceusConfig, CaduceusSizes } from './config.ts';

/** What one direction of a Mamba mixer owns, between the input and the output projection. */
export interface MambaCore {
  readonly conv: { readonly weight: Matrix; readonly bias: Float32Array };
  /** `[r + 2n, e]` */
  readonly xProjection: Matrix;
  /** `[e, r]` */
  readonly dtProjection: Matrix;
  readonly dtBias: Float32Array;
  /** `[e * n]`, negative. */
  readonly a: Float32Array;
  /** Skip connection, `[e]`. */
  readonly skip: Float32Array;
}

export function readMambaCore(weights: Weights, prefix: string, sizes: CaduceusSizes): MambaCore {
  const { e, n, k, r } = sizes;
  const conv = {
    weight: weights.get(`${prefix}.conv1d.weight`, [e, 1, k]),
    bias: weights.has(`${prefix}.conv1d.bias`)
      ? weights.vector(`${prefix}.conv1d.bias`, e)
      : new Float32Array(e),
  };
  return {
    conv,
    xProjection: weights.get(`${prefix}.x_proj.weight`, [r + 2 * n, e]),
    dtProjection: weights.get(`${prefix}.dt_proj.weight`, [e, r]),
    dtBias: weights.vector(`${prefix}.dt_proj.bias`, e),
    a: weights.get(`${prefix}.A_log`, [e, n]).data.map((logA) => -Math.exp(logA)),
    skip: weights.vector(`${prefix}.D`, e),
  };
}

/** The input or output projection of a mixer, `[out, in]`. */
export interface Projection {
  readonly weight: Matrix;
  readonly bias: Float32Array | undefined;
}

export function readProjection(
  weights: Weights,
  name: string,
  shape: readonly [number, number],
  config: CaduceusConfig,
): Projection {
  const bias = config.ssm_cfg.bias ? weights.vector(`${name}.bias`, shape[0]) : undefined;
  return { weight: weights.get(`${name}.weight`, shape), bias };
}

export function mambaStates(direction: string, sizes: CaduceusSizes): StateSpec[] {
  const { e, n, k } = sizes;
  return [
    { name: `${direction}_conv`, shape: [k - 1, e] },
    { name: `${direction}_scan`, shape: [e, n, 1] },
  ];
}

/**
 * All that lies between a mixer's two projections, in one direction, with carried states: causal
 * convolution, selective scan, skip, gate. Gu and Dao 2023, section 3; names after `mamba_ssm`.
 * `x, z [b,t,e] -> [b,t,e]`; the scan is cut into `pieces`.
 */
export function mambaCore(
  g: GraphBuilder,
  io: { x: Value; z: Value; direction: 'forward' | 'reverse' },
  core: MambaCore,
  sizes: CaduceusSizes,
  { pieces, ports }: { readonly pieces: number; readonly ports: ScanPorts },
): Value {
  const { e, n, r } = sizes;
  const states = mambaStates(io.direction, sizes);
  const [convState, scanState] = states.map((spec) => ports.state(spec)) as [Value, Value];
  const orient = (value: Value) => (io.direction === 'reverse' ? flipTokens(g, value) : value);

  // 1. Causal convolution and SiLU.
  const conv = causalConv(g, orient(io.x), core.conv, convState, 'silu');
  const x = conv.output;

  // 2. Input-dependent time step, B and C.
  const projected = linear(g, x, core.xProjection);
  const [dtLow, b, c] = splitChannels(g, projected, [r, n, n]) as [Value, Value, Value];
  const dt = softplus(g, linear(g, dtLow, core.dtProjection, core.dtBias));

  // 3. S = exp(dt A) S + dt B x; y = C S.
  const decayOf = (step: Value) => {
    const perState = g.node('Mul', [
      g.node('Unsqueeze', [step, g.integers([3])]),
      g.weight(core.a, [e, n]),
    ]);
    return g.node('Reshape', [perState, g.integers([0, 0, e * n])]);
  };
  const value = g.node('Mul', [dt, x]);
  const scan = splitScan(
    g,
    { query: c, key: b, value, step: dt, decayOf, state: scanState },
    { heads: e, n, step: e, pieces },
  );

  // 4. Skip connection and gate, in the sequence's own order.
  const skipped = g.node('Add', [scan.output, g.node('Mul', [x, g.weight(core.skip, [e])])]);
  const y = g.node('Mul', [orient(skipped), silu(g, io.z)]);

  for (const [index, next] of [conv.state, scan.state].entries()) {
    ports.next(defined(states[index]), next);
  }
  return y;
}
