import {
  GraphBuilder,
  type Value,
  geluTanh,
  linear,
  rmsNorm,
  type Matrix,
} from '../graph/index.ts';
import {
  plainScanOptions,
  type DirectionalScan,
  type LayerPlan,
  type ScanGraphOptions,
  NamedPorts,
  type ScanPorts,
} from '../network/index.ts';

import type { Weights } from '../weights/index.ts';
import type { HawkConfig } from './config.ts';
import { hawkEpsilon, readScale } from './head.ts';
import { readRgLru, rgLru, rgLruStates } from './rg-lru.ts';

/** Which scans a layer takes. A partial is the forward recurrence before gate and projection. */
export function layerPlan(config: HawkConfig): LayerPlan {
  const states = (direction: string) => rgLruStates(direction, config);
  const forward = {
    starts: ['forward_starts'],
    readsForwardPartial: false,
    states: states('forward'),
  };
  if (!config.bidirectional) {
    const only: DirectionalScan = { ...forward, direction: 'forward', writes: 'residual' };
    return { streamed: [only], singleChunk: only };
  }
  return {
    streamed: [
      { ...forward, direction: 'forward', writes: 'partial' },
      {
        direction: 'reverse',
        starts: ['reverse_starts'],
        readsForwardPartial: true,
        writes: 'residual',
        states: states('reverse'),
      },
    ],
    singleChunk: {
      direction: 'both',
      starts: ['forward_starts', 'reverse_starts'],
      readsForwardPartial: false,
      writes: 'residual',
      states: [...states('forward'), ...states('reverse')],
    },
  };
}

/** The graph of one directional scan: recurrent block and, where the layer ends, gate, output and MLP. */
export function layerGraph(
  weights: Weights,
  config: HawkConfig,
  { layer, scan }: { readonly layer: number; readonly scan: DirectionalScan },
  { pieces, target }: ScanGraphOptions = plainScanOptions,
): Uint8Array {
  const { width: d, lru_width: lru } = config;
  const g = new GraphBuilder(`hawk ${scan.direction}`, target);
  const residual = g.input('residual', ['b', 't', d]);
  const place = { layer, scan, pieces, ports: new NamedPorts(g) };
  const layerOutput = layerNodes(g, residual, weights, config, place);
  g.output('layer_output', layerOutput, ['b', 't', scan.writes === 'partial' ? lru : d]);
  return g.encode();
}

/** One directional scan as nodes. */
export function layerNodes(
  g: GraphBuilder,
  residual: Value,
  weights: Weights,
  config: HawkConfig,
  {
    layer,
    scan,
    pieces,
    ports,
  }: {
    readonly layer: number;
    readonly scan: DirectionalScan;
    readonly pieces: number;
    readonly ports: ScanPorts;
  },
): Value {
  const block = new HawkBlock(g, weights, config, layer);
  const normed = block.normed(residual);
  const x = block.inputProjection(normed);
  const recurrence = (direction: 'forward' | 'reverse') => {
    const suffix = direction === 'reverse' ? '_rev' : '';
    const unit = readRgLru(weights, `blocks.${layer}.recurrent_block`, suffix, config);
    return rgLru(g, x, direction, unit, { config, pieces, ports });
  };

  let h: Value;
  if (scan.direction === 'both') {
    h = block.combine(recurrence('forward'), recurrence('reverse'));
  } else {
    h = recurrence(scan.direction);
    if (scan.readsForwardPartial) {
      h = block.combine(g.input('partial', ['b', 't', config.lru_width]), h);
    }
  }
  return scan.writes === 'partial' ? h : block.outputProjection(residual, normed, h);
}

/** Whether both directions' recurrences are multiplied in place of added. */
export function multiplies({ bidirectional_strategy }: HawkConfig): boolean {
  return bidirectional_strategy === 'ew_multiply';
}

/** Before the recurrent block, and before the MLP. */
type NormName = 'temporal_pre_norm' | 'channel_pre_norm';

/** The scale of a layer's norm, `[d]`. */
export function normScale(
  weights: Weights,
  config: HawkConfig,
  layer: number,
  name: NormName,
): Float32Array {
  return readScale(weights, `blocks.${layer}.${name}.scale`, config.width);
}

/** The parts of a layer around its recurrences, as nodes of a graph. */
export class HawkBlock {
  readonly #g: GraphBuilder;
  readonly #weights: Weights;
  readonly #config: HawkConfig;
  readonly #layer: number;
  readonly #prefix: string;

  constructor(g: GraphBuilder, weights: Weights, config: HawkConfig, layer: number) {
    this.#g = g;
    this.#weights = weights;
    this.#config = config;
    this.#layer = layer;
    this.#prefix = `blocks.${layer}`;
  }

  /** The residual as the recurrent block takes it. */
  normed(residual: Value): Value {
    return this.#norm(residual, 'temporal_pre_norm');
  }

  /** The input of the recurrences, `[b,t,lru]`. */
  inputProjection(normed: Value): Value {
    const { width: d, lru_width: lru } = this.#config;
    return this.#project(normed, 'linear_x', [lru, d]);
  }

  /** One of both directions' recurrences. */
  combine(forward: Value, reverse: Value): Value {
    return this.#g.node(multiplies(this.#config) ? 'Mul' : 'Add', [forward, reverse]);
  }

  /** Gate, output projection and MLP: the layer's new residual. */
  outputProjection(residual: Value, normed: Value, h: Value): Value {
    const { width: d, lru_width: lru } = this.#config;
    const g = this.#g;
    const gate = geluTanh(g, this.#project(normed, 'linear_y', [lru, d]));
    const out = this.#project(g.node('Mul', [h, gate]), 'linear_out', [d, lru]);
    const mid = g.node('Add', [residual, out]);
    const x = this.#norm(mid, 'channel_pre_norm');
    const mlp = mlpBlock(g, x, this.#weights, `${this.#prefix}.mlp_block`, this.#config);
    return g.node('Add', [mid, mlp]);
  }

  #norm(x: Value, name: NormName): Value {
    const scale = normScale(this.#weights, this.#config, this.#layer, name);
    return rmsNorm(this.#g, x, scale, hawkEpsilon);
  }

  #project(x: Value, name: string, shape: readonly [number, number]): Value {
    const full = `${this.#prefix}.recurrent_block.${name}`;
    const bias = this.#weights.vector(`${full}.bias`, shape[0]);
    return linear(this.#g, x, this.#weights.get(`${full}.weight`, shape), bias);
  }
}

/** `down( gelu(x up_0) * (x up_1) )`; `up` is stored as `[2, in, out]`. */
function mlpBlock(
  g: GraphBuilder,
  x: Value,
  weights: Weights,
  prefix: string,
  { width: d, mlp_expanded_width: m }: HawkConfig,
): Value {
  const up = weights.get(`${prefix}.ffw_up.w`, [2, d, m]).data;
  const upBias = weights.get(`${prefix}.ffw_up.b`, [2, 1, 1, m]).data;
  const [gate, value] = [0, 1].map((half) => {
    const product = g.node('MatMul', [
      x,
      g.weight(up.subarray(half * d * m, (half + 1) * d * m), [d, m]),
    ]);
    return g.node('Add', [product, g.weight(upBias.subarray(half * m, (half + 1) * m), [m])]);
  }) as [Value, Value];
  const down: Matrix = weights.get(`${prefix}.ffw_down.weight`, [d, m]);
  const downBias = weights.vector(`${prefix}.ffw_down.bias`, d);
  return linear(g, g.node('Mul', [geluTanh(g, gate), value]), down, downBias);
}
