import { addMamba2, type Mamba2Shape } from './random-mamba2.ts';
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
  /** With Mamba-2 for its mixers. */
  readonly mamba2?: Mamba2Shape;
  /** How the configuration says so; `silent`: not at all. */
  readonly form?: Mamba2Form;
  /** With an MLP after each mixer; only the nested form knows it. */
  readonly mlp?: {
    readonly hidden_features?: number;
    readonly multiple_of?: number;
    readonly bias?: boolean;
  };
}

type Mamba2Form = 'silent' | 'layer' | 'flag' | 'nested';

type Shape = Required<Omit<CaduceusShape, 'ssm_cfg' | 'mamba2' | 'form' | 'mlp'>>;
export type MambaSizes = Required<NonNullable<CaduceusShape['ssm_cfg']>>;

/** Configuration and weights, named and scaled as Mamba's own initialisation does it. */
export function caduceusTensors(
  given: CaduceusShape,
  random: Random,
): { json: Record<string, unknown>; tensors: RandomTensors; width: number } {
  const { ssm_cfg: givenMamba, mamba2, form = mamba2 ? 'silent' : undefined, mlp, ...rest } = given;
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
  const addMixer: AddMixer = (prefix, withProjections) =>
    mamba2
      ? addMamba2(tensors, prefix, shape, mamba2, withProjections)
      : addMamba(tensors, prefix, shape, mamba, withProjections);
  addNetwork(tensors, shape, addMixer, { untied, mlp });
  const whole = { ...config, complement_map: complement, norm_epsilon: 1e-5 };
  const json = form ? inForm(form, whole, mamba2 ?? mamba, mlp) : { ...whole, ssm_cfg: mamba };
  return { json, tensors, width: shape.d_model };
}

type AddMixer = (prefix: string, withProjections: boolean) => void;

/** A configuration that says of its layers what it says in one of the published forms. */
function inForm(
  form: Mamba2Form,
  whole: Record<string, unknown>,
  layer: Mamba2Shape,
  mlp: CaduceusShape['mlp'],
): Record<string, unknown> {
  if (form === 'silent') return { ...whole, d_intermediate: 0, ssm_cfg: layer };
  if (form === 'layer') return { ...whole, ssm_cfg: { layer: 'Mamba2', ...layer } };
  if (form === 'flag') return { ...whole, use_mamba2: true, ssm_cfg: layer };
  const { fused_add_norm, rms_norm, norm_epsilon, ...rest } = whole;
  // Of what `save_pretrained` writes into every part some.
  const written = { model_type: '', is_decoder: false, top_k: 50, id2label: { 0: 'LABEL_0' } };
  const mamba_cfg = { ...written, version: 'v2', ssm_cfg: layer, mlp_cfg: mlp ?? null };
  return {
    ...rest,
    layer_cfg: { ...written, mode: 'mamba-only', mamba_cfg },
    norm_cfg: { ...written, fused_add_norm, rms_norm, norm_epsilon },
  };
}

function addNetwork(
  tensors: RandomTensors,
  shape: Shape,
  addMixer: AddMixer,
  { untied, mlp }: { readonly untied: boolean; readonly mlp: CaduceusShape['mlp'] },
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
    addMixer(`${mixer}.mamba_fwd`, true);
    if (shape.bidirectional) addMixer(`${mixer}.mamba_rev`, !shape.bidirectional_weight_tie);
    if (!mlp) continue;
    addNorm(tensors, `${backbone}.layers.${layer}.norm2`, shape);
    addMlp(tensors, `${backbone}.layers.${layer}.mlp${rcps ? '.submodule' : ''}`, d, mlp);
  }
  addNorm(tensors, `${backbone}.norm_f`, shape);
  if (untied) tensors.linear(rcps ? 'lm_head.lm_head.weight' : 'lm_head.weight', [v, d]);
}

function addMlp(
  tensors: RandomTensors,
  prefix: string,
  d: number,
  { hidden_features, multiple_of = 128, bias = false }: NonNullable<CaduceusShape['mlp']>,
): void {
  const m = Math.ceil((hidden_features ?? Math.floor((8 * d) / 3)) / multiple_of) * multiple_of;
  tensors.linear(`${prefix}.fc1.weight`, [2 * m, d]);
  tensors.linear(`${prefix}.fc2.weight`, [d, m]);
  if (!bias) return;
  tensors.floats(`${prefix}.fc1.bias`, [2 * m], 0.3);
  tensors.floats(`${prefix}.fc2.bias`, [d], 0.3);
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
