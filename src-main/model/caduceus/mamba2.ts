import { defined } from '../../contract/index.ts';
import {
  causalConv,
  flipTokens,
  groupedRmsNorm,
  silu,
  softplus,
  splitChannels,
  splitScan,
  type GraphBuilder,
  type Matrix,
  type Value,
} from '../graph/index.ts';
import type { StateSpec } from '../network/index.ts';
import type { Mamba2Sizes } from './mamba2-config.ts';
import type { CorePlace, MixerCore, MixerStages } from './mixer.ts';
import { project, type Projection, type Projections } from './projections.ts';

/** What one direction of a Mamba-2 mixer owns. */
export interface Mamba2Parameters {
  /** Over x, B and C: `[c,1,k]`. */
  readonly conv: { readonly weight: Matrix; readonly bias: Float32Array };
  /** Of the time step before its softplus, `[h]`. */
  readonly dtBias: Float32Array;
  /** Least and most that a time step may be; absent where it may be any. */
  readonly dtLimit: readonly [number, number] | undefined;
  /** `[h]`, negative. */
  readonly a: Float32Array;
  /** Skip connection, `[s]`. */
  readonly skip: Float32Array;
  /** Scale `[s]` of the norm over each group, and whether the gate comes after it; absent without. */
  readonly norm: { readonly scale: Float32Array; readonly beforeGate: boolean } | undefined;
}

/** Of the norm in the mixer; the configuration does not say it. */
const epsilon = 1e-5;

export function mamba2States(direction: string, { h, n, p, c, k }: Mamba2Sizes): StateSpec[] {
  return [
    { name: `${direction}_conv`, shape: [k - 1, c] },
    { name: `${direction}_scan`, shape: [h, n, p] },
  ];
}

export function mamba2WorkingFloats({ d, e, s, h, c }: Mamba2Sizes): number {
  // What the convolution goes over stands in many forms at once. Measured with the operators: 9,500 at
  // 256 x 64 (c of 640), 21,400 with four groups of 128 (c of 1,536).
  return 14 * c + 2 * (e + s) + 6 * h + 2 * d;
}

/**
 * Causal convolution over x, B and C, a scan with one decay a head, skip, gate and norm. Dao and Gu 2024, section 7;
 * names after `mamba_ssm`. Rows of its input projection: x, B, C, dt, z, z0, x0; the last two of a
 * mixer that scans only some of its channels.
 */
export class Mamba2Core implements MixerCore {
  readonly #sizes: Mamba2Sizes;
  readonly #own: Mamba2Parameters;

  constructor(sizes: Mamba2Sizes, own: Mamba2Parameters) {
    this.#sizes = sizes;
    this.#own = own;
  }

  nodes(g: GraphBuilder, projected: Value, { direction, pieces, ports }: CorePlace): Value {
    const { h, p, n, s, c, e, groups } = this.#sizes;
    const own = this.#own;
    const beside = e > s ? [e - s, e - s] : [];
    const [xbc, dtIn, z, z0, x0] = splitChannels(g, projected, [c, h, s, ...beside]) as [
      ...[Value, Value, Value],
      ...[Value | undefined, Value | undefined],
    ];
    const states = mamba2States(direction, this.#sizes);
    const [convState, scanState] = states.map((spec) => ports.state(spec)) as [Value, Value];
    const orient = (value: Value) => (direction === 'reverse' ? flipTokens(g, value) : value);

    // 1. Causal convolution and SiLU.
    const conv = causalConv(g, orient(xbc), own.conv, convState, 'silu');
    const parts = splitChannels(g, conv.output, [s, groups * n, groups * n]);
    const [x, key, query] = parts as [Value, Value, Value];

    // 2. Time step, one a head.
    const raised = g.node('Add', [orient(dtIn), g.weight(own.dtBias, [h])]);
    const dt = this.#limited(g, softplus(g, raised));

    // 3. S = exp(dt A) S + dt B x; y = C S.
    const byHead = g.node('Reshape', [x, g.integers([0, 0, h, p])]);
    const scaled = g.node('Mul', [byHead, g.node('Unsqueeze', [dt, g.integers([3])])]);
    const value = g.node('Reshape', [scaled, g.integers([0, 0, s])]);
    const decayOf = (step: Value) => g.node('Mul', [step, g.weight(own.a, [h])]);
    const scan = splitScan(
      g,
      { query, key, value, step: dt, decayOf, state: scanState },
      { heads: h, n, p, groups, step: h, pieces, decays: 'shared' },
    );

    // 4. Skip connection, then gate and norm in the sequence's own order.
    const skipped = g.node('Add', [scan.output, g.node('Mul', [x, g.weight(own.skip, [s])])]);
    const gated = this.#gated(g, orient(skipped), z);

    for (const [index, next] of [conv.state, scan.state].entries()) {
      ports.next(defined(states[index]), next);
    }
    return z0 && x0 ? this.#beside(g, z0, x0, gated) : gated;
  }

  staged(projections: Projections): MixerStages {
    const { h, p, n, s, c, k, e, groups } = this.#sizes;
    const { conv, dtBias, dtLimit, a, skip, norm } = this.#own;
    // Rows that the kernel needs; what else is wanted of the input is projected once more at the end.
    const gateInKernel = norm?.beforeGate !== true;
    const rows = c + h + (gateInKernel ? s : 0);
    const again = (g: GraphBuilder, normed: Value, from: number, width: number) =>
      project(g, normed, rowsOf(projections.input, from, width));
    const beside = e - s;
    return {
      recurrence: {
        kind: 'mamba2',
        channels: s,
        heads: h,
        width: p,
        states: n,
        groups,
        conv: { weight: conv.weight.data, bias: conv.bias, width: k },
        a,
        stepBias: dtBias,
        stepLimit: dtLimit ?? [0, Infinity],
        skip,
        isGated: gateInKernel,
      },
      inputProjectionWidth: rows,
      selectWidth: 0,
      select: undefined,
      inputProjection: (g, normed) => again(g, normed, 0, rows),
      beforeOutput: (g, y, normed) => {
        const z = gateInKernel ? undefined : again(g, normed(), c + h, s);
        const gated = z ? this.#gated(g, y, z) : this.#normed(g, y);
        if (beside === 0) return gated;
        const [z0, x0] = [0, beside].map((from) => again(g, normed(), c + h + s + from, beside));
        return this.#beside(g, defined(z0), defined(x0), gated);
      },
      readsNormed: !gateInKernel || beside > 0,
    };
  }

  #limited(g: GraphBuilder, dt: Value): Value {
    const { dtLimit } = this.#own;
    if (dtLimit === undefined) return dt;
    return g.node('Clip', [dt, ...dtLimit.map((one) => g.scalar(one))]);
  }

  #gated(g: GraphBuilder, y: Value, z: Value): Value {
    const gate = silu(g, z);
    return this.#own.norm?.beforeGate
      ? g.node('Mul', [this.#normed(g, y), gate])
      : this.#normed(g, g.node('Mul', [y, gate]));
  }

  #normed(g: GraphBuilder, y: Value): Value {
    const { norm } = this.#own;
    const { groups } = this.#sizes;
    return norm ? groupedRmsNorm(g, y, norm.scale, { groups, epsilon }) : y;
  }

  /** Channels that are not scanned, a gated MLP, before those that are. */
  #beside(g: GraphBuilder, z0: Value, x0: Value, y: Value): Value {
    return g.node('Concat', [g.node('Mul', [silu(g, z0), x0]), y], { attributes: { axis: -1 } });
  }
}

/** `count` outputs of a projection from the `from`th on. */
function rowsOf({ weight, bias }: Projection, from: number, count: number): Projection {
  const columns = defined(weight.shape[1]);
  const data = weight.data.subarray(from * columns, (from + count) * columns);
  return {
    weight: { data, shape: [count, columns] },
    bias: bias?.subarray(from, from + count),
  };
}
