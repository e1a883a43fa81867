import { mamba } from './plain-caduceus.ts';
import { mamba2 } from './plain-mamba2.ts';
import { add, layerNorm, linear, rmsNorm, type Rows } from './plain-math.ts';
import type { PlainOutputs } from './plain-network.ts';
import { PlainWeights } from './plain-weights.ts';

/** A causal Mamba or Mamba-2 under the names of `transformers` or, where they are not there, of `mamba_ssm`. */
export function plainMamba(
  folder: string,
  config: Record<string, unknown>,
  ids: readonly number[],
): PlainOutputs {
  const weights = new PlainWeights(folder);
  const ssm = (config['ssm_cfg'] ?? {}) as Record<string, number>;
  const number = (name: string, original: number | undefined, otherwise: number) =>
    (config[name] as number | undefined) ?? original ?? otherwise;
  const layers = number('num_hidden_layers', config['n_layer'] as number, 0);
  const epsilon = number('layer_norm_epsilon', undefined, 1e-5);
  const ssm_cfg = {
    d_state: number('state_size', ssm['d_state'], 16),
    d_conv: number('conv_kernel', ssm['d_conv'], 4),
  };
  const norm = (name: string, x: Rows) => {
    const scale = weights.get(`${name}.weight`).data;
    const bias = weights.find(`${name}.bias`);
    return bias ? layerNorm(x, scale, bias.data, epsilon) : rmsNorm(x, scale, epsilon);
  };
  const embedding =
    weights.find('backbone.embeddings.weight') ?? weights.get('backbone.embedding.weight');
  const d = embedding.shape[1]!;
  let x: Rows = ids.map((id) => embedding.data.slice(id * d, (id + 1) * d));
  for (let i = 0; i < layers; i++) {
    const layer = `backbone.layers.${i}`;
    const mixer = `${layer}.mixer`;
    const normed = norm(`${layer}.norm`, x);
    const mixed = weights.has(`${mixer}.dt_bias`)
      ? mamba2(weights, config['ssm_cfg'] ?? {}, mixer, mixer, normed)
      : mamba(weights, ssm_cfg, mixer, mixer, normed);
    x = add(x, mixed);
  }
  const hidden = norm('backbone.norm_f', x);
  return { hidden, logits: linear(hidden, weights.find('lm_head.weight') ?? embedding) };
}
