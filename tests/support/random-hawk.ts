import { RandomTensors } from './random-tensors.ts';
import type { Random } from './random.ts';

/** A Hawk's configuration, all but the family optional. */
export interface HawkShape {
  readonly model_type: 'hawk';
  readonly vocab_size?: number;
  readonly width?: number;
  readonly depth?: number;
  readonly num_heads?: number;
  readonly lru_width?: number;
  readonly mlp_expanded_width?: number;
  readonly conv1d_temporal_width?: number;
  readonly bidirectional?: boolean;
  readonly bidirectional_strategy?: 'add' | 'ew_multiply';
  readonly embeddings_scale_by_sqrt_dim?: boolean;
  readonly logits_soft_cap?: number;
}

/** Configuration and weights, named and scaled as RecurrentGemma's own initialisation does it. */
export function hawkTensors(
  given: HawkShape,
  random: Random,
): { json: Record<string, unknown>; tensors: RandomTensors; width: number } {
  const shape: Required<HawkShape> = {
    vocab_size: 16,
    width: 16,
    depth: 2,
    num_heads: 2,
    lru_width: 16,
    mlp_expanded_width: 24,
    conv1d_temporal_width: 4,
    bidirectional: true,
    bidirectional_strategy: 'add',
    embeddings_scale_by_sqrt_dim: true,
    logits_soft_cap: 0,
    ...given,
  };
  const tensors = new RandomTensors(random);
  const { width: d, vocab_size: v } = shape;
  tensors.floats('embedder.input_embedding', [v, d], 1 / Math.sqrt(d));
  for (let block = 0; block < shape.depth; block++) addBlock(tensors, `blocks.${block}`, shape);
  tensors.floats('final_norm.scale', [d], 0.3);
  return { json: { ...shape }, tensors, width: d };
}

function addBlock(tensors: RandomTensors, prefix: string, shape: Required<HawkShape>): void {
  const { width: d, lru_width: lru, mlp_expanded_width: m } = shape;
  const recurrent = `${prefix}.recurrent_block`;
  const linear = (name: string, out: number, width: number) => {
    tensors.linear(`${name}.weight`, [out, width]);
    tensors.floats(`${name}.bias`, [out], 0.2);
  };
  tensors.floats(`${prefix}.temporal_pre_norm.scale`, [d], 0.3);
  linear(`${recurrent}.linear_x`, lru, d);
  linear(`${recurrent}.linear_y`, lru, d);
  linear(`${recurrent}.linear_out`, d, lru);
  addRecurrence(tensors, recurrent, '', shape);
  if (shape.bidirectional) addRecurrence(tensors, recurrent, '_rev', shape);
  tensors.floats(`${prefix}.channel_pre_norm.scale`, [d], 0.3);
  tensors.floats(`${prefix}.mlp_block.ffw_up.w`, [2, d, m], 1 / Math.sqrt(d));
  tensors.floats(`${prefix}.mlp_block.ffw_up.b`, [2, 1, 1, m], 0.2);
  linear(`${prefix}.mlp_block.ffw_down`, d, m);
}

function addRecurrence(
  tensors: RandomTensors,
  prefix: string,
  suffix: string,
  { lru_width: lru, num_heads: heads, conv1d_temporal_width: k }: Required<HawkShape>,
): void {
  const block = lru / heads;
  tensors.floats(`${prefix}.conv_1d${suffix}.w`, [k, lru], 1 / Math.sqrt(k));
  tensors.floats(`${prefix}.conv_1d${suffix}.b`, [lru], 0.2);
  for (const gate of ['input_gate', 'a_gate']) {
    const name = `${prefix}.rg_lru${suffix}.${gate}`;
    tensors.floats(`${name}.w`, [heads, block, block], 1 / Math.sqrt(block));
    tensors.floats(`${name}.b`, [heads, block], 0.2);
  }
  // The decay with an open gate is a^8 with a^2 from 0.81 to 0.9998.
  tensors.fill(`${prefix}.rg_lru${suffix}.a_param`, [lru], () => {
    const logA = -0.5 * Math.log(tensors.random.between(0.9 ** 2, 0.9999 ** 2));
    return Math.log(Math.expm1(logA));
  });
}
