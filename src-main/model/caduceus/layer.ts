import { defined } from '../../contract/index.ts';
import { GraphBuilder, type Value } from '../graph/index.ts';
import {
  plainScanOptions,
  type DirectionalScan,
  type LayerPlan,
  type ScanGraphOptions,
  NamedPorts,
  type ScanPorts,
} from '../network/index.ts';
import type { Weights } from '../weights/index.ts';
import { flipsBefore, type CaduceusConfig } from './config.ts';
import type { Mixer } from './mixer.ts';
import { mlpNodes, readMlp, type Mlp } from './mlp.ts';
import { applyNorm, flipNorm, readNorm, type Norm } from './norm.ts';
import { flipProjections, project } from './projections.ts';
import { mixerStates, readMixer } from './read-mixer.ts';

/** A block of the backbone, in the sequence's own orientation. */
export interface CaduceusLayer {
  readonly norm: Norm;
  readonly mixers: { readonly forward?: Mixer; readonly reverse?: Mixer };
  /** Both directions share their projections. */
  readonly tied: boolean;
  readonly mlp: Mlp | undefined;
}

/**
 * The fused add and norm of the published code flips a PS model's residual along length and
 * channels at every layer. In the sequence's own orientation that is: at every other layer, from
 * the first on, channels enter and leave in reverse order and the two directions change places. With
 * an MLP there are two such norms a layer, so that each mixer is flipped and no MLP.
 */
function mixerIsFlipped(config: CaduceusConfig, layer: number): boolean {
  return config.rcps && config.fused_add_norm && flipsBefore(config, layer) % 2 === 0;
}

export function readLayer(weights: Weights, config: CaduceusConfig, layer: number): CaduceusLayer {
  const prefix = `caduceus.backbone.layers.${layer}`;
  const mixer = config.rcps ? `${prefix}.mixer.submodule` : `${prefix}.mixer`;
  const tied = config.bidirectional_weight_tie;
  const read = (name: string) => {
    const own = `${mixer}.${name}`;
    return readMixer(weights, { prefix: own, shared: tied ? `${mixer}.mamba_fwd` : own }, config);
  };
  const plain: CaduceusLayer = {
    norm: readNorm(weights, config, `${prefix}.norm`),
    mixers: {
      forward: read('mamba_fwd'),
      ...(config.bidirectional ? { reverse: read('mamba_rev') } : {}),
    },
    tied,
    mlp: readMlp(weights, config, prefix),
  };
  return mixerIsFlipped(config, layer) ? flipMixers(plain) : plain;
}

function flipMixers({ norm, mixers, ...rest }: CaduceusLayer): CaduceusLayer {
  const flip = ({ projections, core }: Mixer): Mixer => ({
    projections: flipProjections(projections),
    core,
  });
  return {
    norm: flipNorm(norm),
    mixers: {
      ...(mixers.forward ? { reverse: flip(mixers.forward) } : {}),
      ...(mixers.reverse ? { forward: flip(mixers.reverse) } : {}),
    },
    ...rest,
  };
}

/** Which scans a layer takes; `forward` only, `reverse` only, or both. */
export function layerPlan(config: CaduceusConfig, layer: number): LayerPlan {
  const states = (direction: 'forward' | 'reverse') => mixerStates(config, direction);
  const common = { starts: [], readsForwardPartial: false, writes: 'residual' } as const;
  if (!config.bidirectional) {
    const direction = mixerIsFlipped(config, layer) ? 'reverse' : 'forward';
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
  { pieces, target }: ScanGraphOptions = plainScanOptions,
): Uint8Array {
  const d = config.d_model;
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

/** One directional scan as nodes: norm, input projection, core, output projection, sums, MLP. */
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
  const normed = applyNorm(g, residual, layer.norm, config.norm_epsilon);
  const combine = combineOf(config);

  const enter = ({ projections }: Mixer) => project(g, normed, projections.input);
  const core = (direction: 'forward' | 'reverse', mixer: Mixer, projected: Value) =>
    mixer.core.nodes(g, projected, { direction, pieces, ports });
  const leave = (y: Value, { projections }: Mixer) => project(g, y, projections.output);

  let layerOutput: Value;
  if (scan.direction === 'both') {
    const { forward, reverse } = layer.mixers as Required<CaduceusLayer['mixers']>;
    const projected = enter(forward);
    const y = core('forward', forward, projected);
    const yReverse = core('reverse', reverse, layer.tied ? projected : enter(reverse));
    // One output projection serves the sum of both, unless a bias would then count only once.
    layerOutput =
      layer.tied && combine === 'Add' && forward.projections.output.bias === undefined
        ? leave(g.node('Add', [y, yReverse]), forward)
        : g.node(combine, [leave(y, forward), leave(yReverse, reverse)]);
  } else {
    const mixer = defined(layer.mixers[scan.direction]);
    layerOutput = leave(core(scan.direction, mixer, enter(mixer)), mixer);
    if (scan.readsForwardPartial)
      layerOutput = g.node(combine, [g.input('partial', ['b', 't', config.d_model]), layerOutput]);
  }
  return scan.writes === 'residual'
    ? addToResidual(g, residual, layerOutput, layer, config)
    : layerOutput;
}

/** The layer's new residual, from what its mixer gives. */
export function addToResidual(
  g: GraphBuilder,
  residual: Value,
  mixed: Value,
  { mlp }: Pick<CaduceusLayer, 'mlp'>,
  { norm_epsilon }: CaduceusConfig,
): Value {
  const sum = g.node('Add', [residual, mixed]);
  return mlp ? g.node('Add', [sum, mlpNodes(g, sum, mlp, norm_epsilon)]) : sum;
}

/** The operator that makes one of both directions. */
export function combineOf({ bidirectional_strategy }: CaduceusConfig): 'Add' | 'Mul' {
  return bidirectional_strategy === 'ew_multiply' ? 'Mul' : 'Add';
}
