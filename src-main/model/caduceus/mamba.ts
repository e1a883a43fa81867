import { defined } from '../../contract/index.ts';
import {
  causalConv,
  flipTokens,
  GraphBuilder,
  linear,
  silu,
  softplus,
  splitScan,
  splitChannels,
  type Matrix,
  type Value,
} from '../graph/index.ts';
import type { StateSpec } from '../network/index.ts';
import type { Weights } from '../weights/index.ts';
import type { Mamba1Config } from './config.ts';
import type { CorePlace, Mixer, MixerCore, MixerStages } from './mixer.ts';
import { project, readProjections, type Projections } from './projections.ts';

/** The sizes of a Mamba mixer, by the letters of the axis legend. */
export interface MambaSizes {
  readonly d: number;
  readonly e: number;
  readonly n: number;
  readonly k: number;
  /** Rank of the time step's projection. */
  readonly r: number;
}

export function mambaSizes(
  { d_state, d_conv, expand, dt_rank }: Mamba1Config,
  d: number,
): MambaSizes {
  const r = dt_rank === 'auto' ? Math.ceil(d / 16) : dt_rank;
  return { d, e: Math.round(expand * d), n: d_state, k: d_conv, r };
}

export function mambaStates(direction: string, { e, n, k }: MambaSizes): StateSpec[] {
  return [
    { name: `${direction}_conv`, shape: [k - 1, e] },
    { name: `${direction}_scan`, shape: [e, n, 1] },
  ];
}

export function mambaWorkingFloats({ e, n }: MambaSizes): number {
  // The decay and its factor before the reshape, [t, e n] each, outweigh some twelve [t, e].
  return 2 * e * n + 12 * e;
}

/** What one direction of a Mamba mixer owns. */
interface MambaParameters {
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

function readParameters(weights: Weights, prefix: string, sizes: MambaSizes): MambaParameters {
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

/** One direction of a Mamba mixer; its projections stand at `shared`. */
export function readMambaMixer(
  weights: Weights,
  { prefix, shared }: { readonly prefix: string; readonly shared: string },
  config: Mamba1Config,
  d: number,
): Mixer {
  const sizes = mambaSizes(config, d);
  const { e } = sizes;
  return {
    projections: readProjections(weights, shared, { rows: 2 * e, d, e, bias: config.bias }),
    core: new MambaCore(sizes, readParameters(weights, prefix, sizes)),
  };
}

/** Causal convolution, selective scan, skip, gate. Gu and Dao 2023, section 3; names after `mamba_ssm`. */
class MambaCore implements MixerCore {
  readonly #sizes: MambaSizes;
  readonly #own: MambaParameters;

  constructor(sizes: MambaSizes, own: MambaParameters) {
    this.#sizes = sizes;
    this.#own = own;
  }

  nodes(g: GraphBuilder, projected: Value, { direction, pieces, ports }: CorePlace): Value {
    const { e, n, r } = this.#sizes;
    const own = this.#own;
    const [xIn, z] = splitChannels(g, projected, [e, e]) as [Value, Value];
    const states = mambaStates(direction, this.#sizes);
    const [convState, scanState] = states.map((spec) => ports.state(spec)) as [Value, Value];
    const orient = (value: Value) => (direction === 'reverse' ? flipTokens(g, value) : value);

    // 1. Causal convolution and SiLU.
    const conv = causalConv(g, orient(xIn), own.conv, convState, 'silu');
    const x = conv.output;

    // 2. Input-dependent time step, B and C.
    const selected = linear(g, x, own.xProjection);
    const [dtLow, b, c] = splitChannels(g, selected, [r, n, n]) as [Value, Value, Value];
    const dt = softplus(g, linear(g, dtLow, own.dtProjection, own.dtBias));

    // 3. S = exp(dt A) S + dt B x; y = C S.
    const decayOf = (step: Value) => {
      const perState = g.node('Mul', [
        g.node('Unsqueeze', [step, g.integers([3])]),
        g.weight(own.a, [e, n]),
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
    const skipped = g.node('Add', [scan.output, g.node('Mul', [x, g.weight(own.skip, [e])])]);
    const y = g.node('Mul', [orient(skipped), silu(g, z)]);

    for (const [index, next] of [conv.state, scan.state].entries()) {
      ports.next(defined(states[index]), next);
    }
    return y;
  }

  staged(projections: Projections): MixerStages {
    const { e, n, k, r } = this.#sizes;
    const own = this.#own;
    return {
      recurrence: {
        kind: 'mamba',
        channels: e,
        states: n,
        rank: r,
        conv: { weight: own.conv.weight.data, bias: own.conv.bias, width: k },
        a: own.a,
        stepWeight: own.dtProjection.data,
        stepBias: own.dtBias,
        skip: own.skip,
      },
      inputProjectionWidth: 2 * e,
      selectWidth: r + 2 * n,
      inputProjection: (g, normed) => project(g, normed, projections.input),
      select() {
        const g = new GraphBuilder('caduceus select');
        const selected = linear(g, g.input('x', ['t', e]), own.xProjection);
        g.output('select', selected, ['t', r + 2 * n]);
        return g.encode();
      },
      beforeOutput: (_, y) => y,
      readsNormed: false,
    };
  }
}
