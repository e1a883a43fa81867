import { z } from 'zod';
import { expectWholeHeads, mamba2Schema, type CaduceusConfig } from '../caduceus/index.ts';
import { plainFault } from '../weights/index.ts';

const size = z.number().int().positive();
/** No network of these families has a hundredth of as many; a list is made of them before weights are asked for. */
const layers = size.max(10_000);

/** `config.json` of a causal Mamba, as the `transformers` library writes it. Gu and Dao 2023. */
export const mambaConfigSchema = z.object({
  model_type: z.literal('mamba'),
  hidden_size: size,
  num_hidden_layers: layers,
  vocab_size: size,
  pad_vocab_size_multiple: size.default(1),
  state_size: size.default(16),
  conv_kernel: size.min(2).default(4),
  expand: size.default(2),
  intermediate_size: size.optional(),
  time_step_rank: z.union([z.literal('auto'), size]).default('auto'),
  use_bias: z.boolean().default(false),
  use_conv_bias: z.boolean().default(true),
  layer_norm_epsilon: z.number().positive().default(1e-5),
  rms_norm: z.boolean().default(true),
  hidden_act: z.literal('silu').default('silu'),
});

/** The network around the mixers, as `mamba_ssm` describes it. */
const originalFields = {
  d_model: size,
  n_layer: layers,
  vocab_size: size,
  pad_vocab_size_multiple: size.default(8),
  rms_norm: z.boolean().default(true),
  /** Layers of attention, and MLPs between the layers: parts of other networks. */
  attn_layer_idx: z.array(z.number()).max(0).nullish(),
  d_intermediate: z.literal(0).nullish(),
};

/** `config.json` of a causal Mamba-2, as the `mamba_ssm` library writes it. Dao and Gu 2024. */
export const mamba2ConfigSchema = z
  .object({
    model_type: z.literal('mamba').default('mamba'),
    ...originalFields,
    ssm_cfg: mamba2Schema.nullish().transform((config) => config ?? mamba2Schema.parse({})),
  })
  .superRefine(expectWholeHeads);

/** With mixers of either generation. */
export type MambaConfig = z.infer<typeof mambaConfigSchema> | z.infer<typeof mamba2ConfigSchema>;

/** `config.json` of the first generation as `mamba_ssm` writes it: no `model_type`, other names. */
const originalSchema = z.object({
  ...originalFields,
  ssm_cfg: z
    .object({
      layer: z.literal('Mamba1').default('Mamba1'),
      d_state: size.optional(),
      d_conv: size.optional(),
      expand: size.optional(),
      dt_rank: z.union([z.literal('auto'), size]).optional(),
      conv_bias: z.boolean().optional(),
      bias: z.boolean().optional(),
    })
    .nullish(),
});

/** Without a `model_type`. */
export const originalKeys = ['model_type', ...Object.keys(originalSchema.shape)];

/** What `mamba_ssm` wrote under the names of `transformers`; any other configuration as it is. */
export const originalMamba = z.unknown().transform((json, context) => {
  if (!isOriginal(json)) return json;
  const result = originalSchema.safeParse(json, { error: plainFault });
  if (!result.success) {
    context.issues.push(
      ...result.error.issues.map((issue) => ({ ...issue, input: json }) as z.core.$ZodRawIssue),
    );
    return z.NEVER;
  }
  const { d_model, n_layer, vocab_size, pad_vocab_size_multiple, rms_norm, ssm_cfg } = result.data;
  return {
    model_type: 'mamba',
    hidden_size: d_model,
    num_hidden_layers: n_layer,
    ...{ vocab_size, pad_vocab_size_multiple, rms_norm },
    state_size: ssm_cfg?.d_state,
    conv_kernel: ssm_cfg?.d_conv,
    expand: ssm_cfg?.expand,
    time_step_rank: ssm_cfg?.dt_rank,
    use_bias: ssm_cfg?.bias,
    use_conv_bias: ssm_cfg?.conv_bias,
  };
});

/** Whether a configuration is of `mamba_ssm`. */
export function isOriginal(json: unknown): boolean {
  if (typeof json !== 'object' || json === null) return false;
  const type = 'model_type' in json ? json.model_type : 'mamba';
  return type === 'mamba' && 'd_model' in json && 'n_layer' in json && !('hidden_size' in json);
}

/** A causal Mamba is a Caduceus of one direction and one strand. */
export function asCaduceus(config: MambaConfig): CaduceusConfig {
  const around = {
    model_type: 'caduceus',
    vocab_size: config.vocab_size,
    pad_vocab_size_multiple: config.pad_vocab_size_multiple,
    rcps: false,
    bidirectional: false,
    bidirectional_strategy: 'add',
    bidirectional_weight_tie: true,
    fused_add_norm: true,
    rms_norm: config.rms_norm,
  } as const;
  if ('ssm_cfg' in config) {
    const { d_model, n_layer, ssm_cfg } = config;
    return { ...around, d_model, n_layer, norm_epsilon: 1e-5, ssm_cfg };
  }
  const { hidden_size: d, intermediate_size: e } = config;
  return {
    ...around,
    d_model: d,
    n_layer: config.num_hidden_layers,
    norm_epsilon: config.layer_norm_epsilon,
    ssm_cfg: {
      d_state: config.state_size,
      d_conv: config.conv_kernel,
      expand: e === undefined ? config.expand : e / d,
      dt_rank: config.time_step_rank,
      conv_bias: config.use_conv_bias,
      bias: config.use_bias,
    },
  };
}
