import { defined } from '../../contract/index.ts';
import { linear, silu, splitChannels, type GraphBuilder, type Value } from '../graph/index.ts';
import type { Weights } from '../weights/index.ts';
import { mlpWidth, type CaduceusConfig } from './config.ts';
import { applyNorm, readNorm, type Norm } from './norm.ts';
import type { Projection } from './projections.ts';

/** A gated MLP after a layer's mixer, with its own norm. */
export interface Mlp {
  readonly norm: Norm;
  /** `[2m, d]`: what is gated, then the gate. */
  readonly up: Projection;
  /** `[d, m]` */
  readonly down: Projection;
}

/** `prefix` is `...layers.i`. Undefined of a network without, whose file then holds none. */
export function readMlp(weights: Weights, config: CaduceusConfig, prefix: string): Mlp | undefined {
  const { mlp_cfg: mlp, d_model: d } = config;
  const names = submodule(config, `${prefix}.mlp`);
  if (mlp === undefined) {
    weights.expectNone(`${names}.fc1.weight`, 'no mlp_cfg');
    return undefined;
  }
  const m = mlpWidth(mlp, d);
  const read = (name: string, shape: readonly [number, number]): Projection => ({
    weight: weights.get(`${names}.${name}.weight`, shape),
    bias: mlp.bias ? weights.vector(`${names}.${name}.bias`, shape[0]) : undefined,
  });
  return {
    norm: readNorm(weights, config, `${prefix}.norm2`),
    up: read('fc1', [2 * m, d]),
    down: read('fc2', [d, m]),
  };
}

/** What it adds to the residual. */
export function mlpNodes(
  g: GraphBuilder,
  residual: Value,
  { norm, up, down }: Mlp,
  epsilon: number,
): Value {
  const m = defined(down.weight.shape[1]);
  const normed = applyNorm(g, residual, norm, epsilon);
  const raised = linear(g, normed, up.weight, up.bias);
  const [value, gate] = splitChannels(g, raised, [m, m]) as [Value, Value];
  return linear(g, g.node('Mul', [value, silu(g, gate)]), down.weight, down.bias);
}

/** Strand-sharing networks wrap their parts. */
function submodule({ rcps }: CaduceusConfig, name: string): string {
  return rcps ? `${name}.submodule` : name;
}
