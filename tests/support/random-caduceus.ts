import { RandomTensors } from './random-tensors.ts';
import type { Random } from './random.ts';
import { integerTensor } from './write-safetensors.ts';

/** A Caduceus's configuration under its published names, all but the family optional. */
export interface CaduceusShape {
  readonly model_type: 'caduceus';
  readonly d_model?: number;
  readonly n_layer?: number;
  readonly vocab_size?: number;
  readonly rcps?: boolean;
  readonly bidirectional?: boolean;
  readonly bidirectional_strategy?: 'add' | 'ew_multiply';
  readonly bidirectional_weight_tie?: boolean;
  readonly fused_add_norm?: boolean;
  readonly rms_norm?: boolean;
  readonly ssm_cfg?: {
    readonly d_state?: number;
    readonly d_conv?: number;
    readonly expand?: number;
    readonly dt_rank?: number | 'auto';
    readonly conv_bias?: boolean;
    readonly bias?: boolean;
  };
  /** An LM head of its own. Not part of the published configuration: the file tells. */
  readonly untied?: boolean;
}

type Shape = Required<Omit<CaduceusShape, 'ssm_cfg'>>;
export type MambaSizes = Required<NonNullable<CaduceusShape['ssm_cfg']>>;

/** Configuration and weights, named and scaled as Mamba's own initialisation does it. */
export function caduceusTensors(
  given: CaduceusShape,
  random: Random,
): { json: Record<string, unknown>; tensors: RandomTensors; width: number } {
  const { ssm_cfg: givenMamba, ...rest } = given;
  const shape: Shape = {
    d_model: 16,
    n_layer: 2,
    vocab_size: 12,
    rcps: false,
    bidirectional: true,
    bidirectional_strategy: 'add',
    bidirectional_weight_tie: true,
    fused_add_norm: true,
    rms_norm: true,
    untied: false,
    ...rest,
  };
  const mamba: MambaSizes = {
    d_state: 16,
    d_conv: 4,
    expand: 2,
    dt_rank: 'auto',
    conv_bias: true,
    bias: false,
    ...givenMamba,
  };
  const { untied, ...config } = shape;
  const complement: Record<string, number> = {};
  for (let id = 0; id < shape.vocab_size; id++) complement[id] = id >= 7 && id <= 10 ? 17 - id : id;
  const tensors = new RandomTensors(random);
  addNetwork(tensors, shape, mamba, untied);
  return {
    json: { ...config, complement_map: complement, norm_epsilon: 1e-5, ssm_cfg: mamba },
    tensors,
    width: shape.d_model,
  };
}

function addNetwork(
  tensors: RandomTensors,
  shape: Shape,
  mamba: MambaSizes,
  untied: boolean,
): void {
  const { d_model: d, rcps } = shape;
  const backbone = 'caduceus.backbone';
  const v = Math.ceil(shape.vocab_size / 8) * 8;
  const words = `${backbone}.embeddings.word_embeddings`;
  if (rcps) {
    // Buffers of the published model, kept in its files though nothing reads them.
    const padded = Array.from({ length: v }, (_, id) => (id >= 7 && id <= 10 ? 17 - id : id));
    tensors.all[`${words}.complement_map`] = integerTensor(padded);
    tensors.all['lm_head.complement_map'] = integerTensor(padded);
  }
  tensors.floats(rcps ? `${words}.embedding.weight` : `${words}.weight`, [v, d], 1);
  for (let layer = 0; layer < shape.n_layer; layer++) {
    addNorm(tensors, `${backbone}.layers.${layer}.norm`, shape);
    const mixer = `${backbone}.layers.${layer}.mixer${rcps ? '.submodule' : ''}`;
    addMamba(tensors, `${mixer}.mamba_fwd`, shape, mamba, true);
    if (shape.bidirectional) {
      addMamba(tensors, `${mixer}.mamba_rev`, shape, mamba, !shape.bidirectional_weight_tie);
    }
  }
  addNorm(tensors, `${backbone}.norm_f`, shape);
  if (untied) tensors.linear(rcps ? 'lm_head.lm_head.weight' : 'lm_head.weight', [v, d]);
}

function addNorm(tensors: RandomTensors, name: string, shape: Shape): void {
  const prefix = shape.rcps && !shape.fused_add_norm ? `${name}.submodule` : name;
  tensors.floats(`${prefix}.weight`, [shape.d_model], 0.3, 1);
  if (!shape.rms_norm) tensors.floats(`${prefix}.bias`, [shape.d_model], 0.3);
}

/** One direction of a mixer. */
export function addMamba(
  tensors: RandomTensors,
  prefix: string,
  { d_model: d }: { readonly d_model: number },
  { d_state: n, d_conv: k, expand, dt_rank, conv_bias, bias }: MambaSizes,
  withProjections: boolean,
): void {
  const e = expand * d;
  const r = dt_rank === 'auto' ? Math.ceil(d / 16) : dt_rank;
  if (withProjections) {
    tensors.linear(`${prefix}.in_proj.weight`, [2 * e, d]);
    tensors.linear(`${prefix}.out_proj.weight`, [d, e]);
    if (bias) {
      tensors.floats(`${prefix}.in_proj.bias`, [2 * e], 0.3);
      tensors.floats(`${prefix}.out_proj.bias`, [d], 0.3);
    }
  }
  tensors.floats(`${prefix}.conv1d.weight`, [e, 1, k], 1 / Math.sqrt(k));
  if (conv_bias) tensors.floats(`${prefix}.conv1d.bias`, [e], 1 / Math.sqrt(k));
  tensors.linear(`${prefix}.x_proj.weight`, [r + 2 * n, e]);
  tensors.floats(`${prefix}.dt_proj.weight`, [e, r], 1 / Math.sqrt(r));
  // Softplus of the bias is a time step from 0.001 to 0.1, spread evenly over its logarithm.
  tensors.fill(`${prefix}.dt_proj.bias`, [e], () => {
    const dt = Math.exp(tensors.random.between(Math.log(0.001), Math.log(0.1)));
    return Math.log(Math.expm1(dt));
  });
  tensors.fill(`${prefix}.A_log`, [e, n], (i) => Math.log((i % n) + 1));
  tensors.floats(`${prefix}.D`, [e], 0.2, 1);
}
