import {
  chunkGraph,
  readsForward,
  plainScanOptions,
  type Network,
  type NetworkShape,
} from '../network/index.ts';
import type { Matrix } from '../graph/index.ts';
import type { Weights } from '../weights/index.ts';
import type { HawkConfig } from './config.ts';
import { headGraph, headNodes, readEmbedding } from './head.ts';
import { layerGraph, layerNodes, layerPlan } from './layer.ts';
import { stagedScan } from './staged.ts';

/** The shape of a Hawk, causal or bidirectional, without the tracks of its heads. */
export function hawkShape(config: HawkConfig): Omit<NetworkShape, 'tracks'> {
  const { width: d, lru_width: lru, mlp_expanded_width: m, vocab_size: vocabSize } = config;
  const plan = layerPlan(config);
  return {
    strands: 1,
    d,
    forwardPartialWidth: lru,
    vocabSize,
    hiddenWidth: d,
    causal: !config.bidirectional,
    workingFloats: 12 * lru + 4 * m + 4 * d,
    layers: Array.from({ length: config.depth }, () => plan),
  };
}

/** A Hawk as a network of directional scans. */
export function hawkNetwork(
  config: HawkConfig,
  weights: Weights,
  tracks: Matrix | undefined,
): Network {
  const shape = hawkShape(config);
  return {
    ...shape,
    tracks: tracks?.shape[0] ?? 0,
    embedding: () => readEmbedding(weights, config),
    complement: () => Uint8Array.from({ length: shape.vocabSize }, (_, id) => id),
    scanGraph: (layer, scan, options) => layerGraph(weights, config, { layer, scan }, options),
    chunkGraph: readsForward(shape)
      ? ({ pieces, target } = plainScanOptions) =>
          chunkGraph({ name: 'hawk', target }, shape, {
            embedding: readEmbedding(weights, config),
            layer: (g, residual, place) =>
              layerNodes(g, residual, weights, config, { ...place, pieces }),
            head: (g, residual) => headNodes(g, residual, weights, config, tracks),
          })
      : undefined,
    stagedScan: (layer, scan) => stagedScan(weights, config, layer, scan),
    headGraph: () => headGraph(weights, config, tracks),
  };
}
