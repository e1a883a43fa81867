import { addMamba } from './random-caduceus.ts';
import { addMamba2, type Mamba2Shape } from './random-mamba2.ts';
import { RandomTensors } from './random-tensors.ts';
import type { Random } from './random.ts';

/** A causal Mamba's configuration, all but the family optional. */
export interface MambaShape {
  readonly model_type: 'mamba';
  readonly hidden_size?: number;
  readonly num_hidden_layers?: number;
  readonly vocab_size?: number;
  readonly state_size?: number;
  readonly conv_kernel?: number;
  readonly intermediate_size?: number;
  readonly time_step_rank?: number;
  readonly use_bias?: boolean;
  readonly use_conv_bias?: boolean;
  /** An LM head of its own. Not part of the configuration: the file tells. */
  readonly untied?: boolean;
  /** Written as `mamba_ssm` does it, not as `transformers`. */
  readonly original?: boolean;
  /** LayerNorm is not to be had in `transformers`. */
  readonly rms_norm?: boolean;
  /** Mamba-2, as `mamba_ssm` writes it. */
  readonly mamba2?: Mamba2Shape;
  /** Whether the configuration says that it is Mamba-2. */
  readonly silent?: boolean;
}

/** Configuration and weights, named as one of the two libraries does it. */
export function mambaTensors(
  given: MambaShape,
  random: Random,
): { json: Record<string, unknown>; tensors: RandomTensors; width: number } {
  const {
    untied = false,
    mamba2,
    silent = false,
    original = mamba2 !== undefined,
    ...config
  } = given;
  const { hidden_size: d = 16, num_hidden_layers: layers = 2, vocab_size = 16 } = config;
  const e = config.intermediate_size ?? 2 * d;
  const sizes = {
    d_state: config.state_size ?? 16,
    d_conv: config.conv_kernel ?? 4,
    expand: e / d,
    dt_rank: config.time_step_rank ?? Math.ceil(d / 16),
    conv_bias: config.use_conv_bias ?? true,
    bias: config.use_bias ?? false,
  };
  const rmsNorm = config.rms_norm ?? true;
  const rows = original ? Math.ceil(vocab_size / 8) * 8 : vocab_size;
  const tensors = new RandomTensors(random);
  const norm = (name: string) => {
    tensors.floats(`${name}.weight`, [d], 0.3, 1);
    if (!rmsNorm) tensors.floats(`${name}.bias`, [d], 0.3);
  };
  tensors.floats(`backbone.${original ? 'embedding' : 'embeddings'}.weight`, [rows, d], 1);
  for (let layer = 0; layer < layers; layer++) {
    norm(`backbone.layers.${layer}.norm`);
    const mixer = `backbone.layers.${layer}.mixer`;
    if (mamba2) addMamba2(tensors, mixer, { d_model: d }, mamba2, true);
    else addMamba(tensors, mixer, { d_model: d }, sizes, true);
  }
  norm('backbone.norm_f');
  if (untied) tensors.linear('lm_head.weight', [rows, d]);
  const json = original
    ? {
        ...{ d_model: d, n_layer: layers, vocab_size, rms_norm: rmsNorm },
        ssm_cfg: mamba2 ? { ...(silent ? {} : { layer: 'Mamba2' }), ...mamba2 } : sizes,
      }
    : { hidden_size: d, num_hidden_layers: layers, vocab_size, ...config };
  return { json, tensors, width: d };
}
