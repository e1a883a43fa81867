import { layerNorm, rmsNorm, type GraphBuilder, type Value } from '../graph/index.ts';
import type { Weights } from '../weights/index.ts';
import type { CaduceusConfig } from './config.ts';
import { reversed } from './flip-weights.ts';

export interface Norm {
  readonly scale: Float32Array;
  /** Present for LayerNorm, absent for RMSNorm. */
  readonly bias: Float32Array | undefined;
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

export function flipNorm(norm: Norm): Norm {
  return { scale: reversed(norm.scale), bias: norm.bias && reversed(norm.bias) };
}

export function applyNorm(g: GraphBuilder, x: Value, norm: Norm, epsilon: number): Value {
  return norm.bias
    ? layerNorm(g, x, norm.scale, norm.bias, epsilon)
    : rmsNorm(g, x, norm.scale, epsilon);
}
