import { defined } from '../../contract/index.ts';
import { GraphBuilder, linear, rmsNorm, type Matrix, type Value } from '../graph/index.ts';
import type { Weights } from '../weights/index.ts';
import type { HawkConfig } from './config.ts';

/** RecurrentGemma's own constant. */
export const hawkEpsilon = 1e-6;

/** RecurrentGemma stores a norm's scale as its distance from 1. */
export function readScale(weights: Weights, name: string, length: number): Float32Array {
  return weights.vector(name, length).map((scale) => 1 + scale);
}

const embeddingName = 'embedder.input_embedding';

/** The embedding table `[v, d]`, scaled as the network reads it. */
export function readEmbedding(weights: Weights, config: HawkConfig): Float32Array {
  const table = weights.get(embeddingName, [config.vocab_size, config.width]).data;
  if (!config.embeddings_scale_by_sqrt_dim) return table;
  const scale = Math.sqrt(config.width);
  return table.map((value) => value * scale);
}

/** Final norm, logits from the tied embedding with their soft cap, features and tracks. */
export function headGraph(
  weights: Weights,
  config: HawkConfig,
  tracks: Matrix | undefined,
): Uint8Array {
  const g = new GraphBuilder('hawk head');
  const residual = g.input('residual', [1, 't', config.width]);
  headNodes(g, residual, weights, config, tracks);
  return g.encode();
}

/** The head as nodes, down to the graph's outputs. */
export function headNodes(
  g: GraphBuilder,
  residual: Value,
  weights: Weights,
  config: HawkConfig,
  tracks: Matrix | undefined,
): void {
  const { width: d, vocab_size: v, logits_soft_cap: cap } = config;
  const hidden = rmsNorm(g, residual, readScale(weights, 'final_norm.scale', d), hawkEpsilon);
  let logits = linear(g, hidden, weights.get(embeddingName, [v, d]));
  if (cap) {
    const bounded = g.node('Tanh', [g.node('Mul', [logits, g.scalar(1 / cap)])]);
    logits = g.node('Mul', [bounded, g.scalar(cap)]);
  }
  g.output('logits', logits, [1, 't', v]);
  g.output('hidden', hidden, [1, 't', d]);
  g.output('features', hidden, [1, 't', d]);
  if (tracks) g.output('tracks', linear(g, hidden, tracks), [1, 't', defined(tracks.shape[0])]);
}
