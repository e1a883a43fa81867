import type { Matrix } from '../graph/index.ts';
import type { Network } from '../network.ts';
import type { Weights } from '../weights.ts';
import type { HawkConfig } from './config.ts';
import { headGraph, readEmbedding } from './head.ts';
import { layerGraph, layerPlan } from './layer.ts';
import { stagedSweep } from './staged.ts';

/** A Hawk, causal or bidirectional, as a network of sweeps. */
export function hawkNetwork(
  config: HawkConfig,
  weights: Weights,
  tracks: Matrix | undefined,
): Network {
  const { width: d, lru_width: lru, mlp_expanded_width: m, vocab_size: v } = config;
  const plan = layerPlan(config);
  return {
    strands: 1,
    d,
    partialWidth: lru,
    v,
    hiddenWidth: d,
    tracks: tracks?.shape[0] ?? 0,
    causal: !config.bidirectional,
    workingFloats: 12 * lru + 4 * m + 4 * d,
    layers: Array.from({ length: config.depth }, () => plan),
    embedding: () => readEmbedding(weights, config),
    complement: () => Uint8Array.from({ length: v }, (_, id) => id),
    sweepGraph: (layer, sweep) => layerGraph(weights, config, layer, sweep),
    stagedSweep: (layer, sweep) => stagedSweep(weights, config, layer, sweep),
    headGraph: () => headGraph(weights, config, tracks),
  };
}
