import { defined } from '../../contract/index.ts';
import {
  GraphBuilder,
  type Value,
  layerNorm,
  linear,
  rmsNorm,
  splitChannels,
} from '../graph/index.ts';
import {
  plainScan,
  type DirectionalScan,
  type LayerPlan,
  type ScanGraphOptions,
} from '../network.ts';

import { NamedPorts, type ScanPorts } from '../scan-ports.ts';
import type { Weights } from '../weights.ts';
import { caduceusSizes, type CaduceusConfig } from './config.ts';
import {
  mambaCore,
  mambaStates,
  readMambaCore,
  readProjection,
  type MambaCore,
  type Projection,
} from './mamba.ts';
import { reverseColumns, reverseRows, reversed } from './flip-weights.ts';

export interface Norm {
  readonly scale: Float32Array;
  /** Present for LayerNorm, absent for RMSNorm. */
  readonly bias: Float32Array | undefined;
}

/** One direction of a bidirectional mixer with its own view of the projections. */
interface Mixer {
  readonly inProjection: Projection;
  readonly core: MambaCore;
  readonly outProjection: Projection;
}

/** A block of the backbone, in the sequence's own orientation. */
export interface CaduceusLayer {
  readonly norm: Norm;
  readonly mixers: { readonly forward?: Mixer; readonly reverse?: Mixer };
  /** Both directions share their projections. */
  readonly tied: boolean;
}

/**
 * The fused add and norm of the published code flips a PS model's residual along length and
 * channels at every layer. In the sequence's own orientation that is: at every other layer, from
 * the first on, channels enter and leave in reverse order and the two directions change places.
 */
function layerIsFlipped(config: CaduceusConfig, layer: number): boolean {
  return config.rcps && config.fused_add_norm && layer % 2 === 0;
}

export function readLayer(weights: Weights, config: CaduceusConfig, layer: number): CaduceusLayer {
  const { d, e } = caduceusSizes(config);
  const prefix = `caduceus.backbone.layers.${layer}`;
  const mixer = config.rcps ? `${prefix}.mixer.submodule` : `${prefix}.mixer`;
  const tied = config.bidirectional_weight_tie;
  const readMixer = (name: string): Mixer => {
    const shared = tied ? `${mixer}.mamba_fwd` : `${mixer}.${name}`;
    return {
      inProjection: readProjection(weights, `${shared}.in_proj`, [2 * e, d], config),
      core: readMambaCore(weights, `${mixer}.${name}`, caduceusSizes(config)),
      outProjection: readProjection(weights, `${shared}.out_proj`, [d, e], config),
    };
  };
  const plain: CaduceusLayer = {
    norm: readNorm(weights, config, `${prefix}.norm`),
    mixers: {
      forward: readMixer('mamba_fwd'),
      ...(config.bidirectional ? { reverse: readMixer('mamba_rev') } : {}),
    },
    tied,
  };
  return layerIsFlipped(config, layer) ? flipLayer(plain) : plain;
}

/** `prefix` is `...layers.i.norm` or `...norm_f`. */
export function readNorm(weights: Weights, config: CaduceusConfig, prefix: string): Norm {
  const name = weights.firstOf([`${prefix}.weight`, `${prefix}.submodule.weight`]);
  const bias = name.replace(/weight$/, 'bias');
  return {
    scale: weights.vector(name, config.d_model),
    bias: config.rms_norm ? undefined : weights.vector(bias, config.d_model),
  };
}

function flipNorm(norm: Norm): Norm {
  return { scale: reversed(norm.scale), bias: norm.bias && reversed(norm.bias) };
}

function flipLayer({ norm, mixers, tied }: CaduceusLayer): CaduceusLayer {
  const flip = (mixer: Mixer): Mixer => ({
    inProjection: {
      ...mixer.inProjection,
      weight: reverseColumns(mixer.inProjection.weight),
    },
    core: mixer.core,
    outProjection: {
      weight: reverseRows(mixer.outProjection.weight),
      bias: mixer.outProjection.bias && reversed(mixer.outProjection.bias),
    },
  });
  return {
    norm: flipNorm(norm),
    mixers: {
      ...(mixers.forward ? { reverse: flip(mixers.forward) } : {}),
      ...(mixers.reverse ? { forward: flip(mixers.reverse) } : {}),
    },
    tied,
  };
}

/** Which scans a layer takes; `forward` only, `reverse` only, or both. */
export function layerPlan(config: CaduceusConfig, layer: number): LayerPlan {
  const sizes = caduceusSizes(config);
  const states = (direction: 'forward' | 'reverse') => mambaStates(direction, sizes);
  const common = { starts: [], readsForwardPartial: false, writes: 'residual' } as const;
  if (!config.bidirectional) {
    const direction = layerIsFlipped(config, layer) ? 'reverse' : 'forward';
    const only: DirectionalScan = { ...common, direction, states: states(direction) };
    return { streamed: [only], singleChunk: only };
  }
  const forward: DirectionalScan = {
    ...common,
    direction: 'forward',
    writes: 'partial',
    states: states('forward'),
  };
  const reverse: DirectionalScan = {
    ...common,
    direction: 'reverse',
    readsForwardPartial: true,
    states: states('reverse'),
  };
  const both: DirectionalScan = {
    ...common,
    direction: 'both',
    states: [...states('forward'), ...states('reverse')],
  };
  return { streamed: [forward, reverse], singleChunk: both };
}

/** The graph of one directional scan. */
export function layerGraph(
  layer: CaduceusLayer,
  scan: DirectionalScan,
  config: CaduceusConfig,
  { pieces, target }: ScanGraphOptions = plainScan,
): Uint8Array {
  const { d } = caduceusSizes(config);
  const g = new GraphBuilder(`caduceus ${scan.direction}`, target);
  const residual = g.input('residual', ['b', 't', d]);
  const layerOutput = layerNodes(
    g,
    residual,
    { layer, scan, pieces, ports: new NamedPorts(g) },
    config,
  );
  g.output('layer_output', layerOutput, ['b', 't', d]);
  return g.encode();
}

/** One directional scan as nodes: norm, input projection, core, output projection, and the sums. */
export function layerNodes(
  g: GraphBuilder,
  residual: Value,
  {
    layer,
    scan,
    pieces,
    ports,
  }: {
    readonly layer: CaduceusLayer;
    readonly scan: DirectionalScan;
    readonly pieces: number;
    readonly ports: ScanPorts;
  },
  config: CaduceusConfig,
): Value {
  const sizes = caduceusSizes(config);
  const { d, e } = sizes;
  const normed = applyNorm(g, residual, layer.norm, config.norm_epsilon);
  const combine = combineOf(config);

  const project = ({ inProjection: { weight, bias } }: Mixer) =>
    splitChannels(g, linear(g, normed, weight, bias), [e, e]) as [Value, Value];
  const core = (direction: 'forward' | 'reverse', mixer: Mixer, [x, z]: [Value, Value]) =>
    mambaCore(g, { x, z, direction }, mixer.core, sizes, { pieces, ports });
  const outputProjection = (y: Value, { outProjection: { weight, bias } }: Mixer) =>
    linear(g, y, weight, bias);

  let layerOutput: Value;
  if (scan.direction === 'both') {
    const { forward, reverse } = layer.mixers as Required<CaduceusLayer['mixers']>;
    const projected = project(forward);
    const y = core('forward', forward, projected);
    const yReverse = core('reverse', reverse, layer.tied ? projected : project(reverse));
    // One output projection serves the sum of both, unless a bias would then count only once.
    layerOutput =
      layer.tied && combine === 'Add' && forward.outProjection.bias === undefined
        ? outputProjection(g.node('Add', [y, yReverse]), forward)
        : g.node(combine, [outputProjection(y, forward), outputProjection(yReverse, reverse)]);
  } else {
    const mixer = defined(layer.mixers[scan.direction]);
    layerOutput = outputProjection(core(scan.direction, mixer, project(mixer)), mixer);
    if (scan.readsForwardPartial)
      layerOutput = g.node(combine, [g.input('partial', ['b', 't', d]), layerOutput]);
  }
  return scan.writes === 'residual' ? g.node('Add', [residual, layerOutput]) : layerOutput;
}

/** The operator that makes one of both directions. */
export function combineOf({ bidirectional_strategy }: CaduceusConfig): 'Add' | 'Mul' {
  return bidirectional_strategy === 'ew_multiply' ? 'Mul' : 'Add';
}

export function applyNorm(g: GraphBuilder, x: Value, norm: Norm, epsilon: number): Value {
  return norm.bias
    ? layerNorm(g, x, norm.scale, norm.bias, epsilon)
    : rmsNorm(g, x, norm.scale, epsilon);
}
