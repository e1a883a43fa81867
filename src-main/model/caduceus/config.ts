import { z } from 'zod';
import {
  expectWholeHeads,
  mamba2Defaults,
  mamba2Schema,
  type Mamba2Config,
} from './mamba2-config.ts';

const size = z.number().int().positive();
/** No network of these families has a hundredth of as many; a list is made of them before weights are asked for. */
const layers = size.max(10_000);

/** What a state-space layer of the first generation is described by. Gu and Dao 2023. */
const mamba1Schema = z.object({
  layer: z.literal('Mamba1').optional(),
  d_state: size.default(16),
  d_conv: size.min(2).default(4),
  expand: size.default(2),
  dt_rank: z.union([z.literal('auto'), size]).default('auto'),
  conv_bias: z.boolean().default(true),
  bias: z.boolean().default(false),
});

/** All of a network but its mixers, named as in the flat form of the published configuration. */
const networkFields = {
  model_type: z.literal('caduceus'),
  d_model: size,
  n_layer: layers,
  vocab_size: size,
  pad_vocab_size_multiple: size.default(8),
  /** Parameter sharing between the strands: reverse-complement equivariant. */
  rcps: z.boolean().default(false),
  bidirectional: z.boolean().default(true),
  bidirectional_strategy: z.enum(['add', 'ew_multiply']).nullable().default('add'),
  bidirectional_weight_tie: z.boolean().default(true),
  fused_add_norm: z.boolean().default(true),
  rms_norm: z.boolean().default(true),
  norm_epsilon: z.number().positive().default(1e-5),
  /** Token id to the id of its complement, for `rcps`. */
  complement_map: z.record(z.string(), z.number().int().nonnegative()).nullish(),
};

/** A gated MLP after the mixer of each layer, as `mamba_ssm` describes it. */
const mlpSchema = z.object({
  /** Width before it is raised to a multiple; 8/3 of the model's where it is not there. */
  hidden_features: size.nullish(),
  multiple_of: size.default(128),
  bias: z.boolean().default(false),
});

export type MlpConfig = z.infer<typeof mlpSchema>;

/** `config.json` of a Caduceus, as published on the Hugging Face hub. Schiff et al. 2024. */
export const caduceusConfigSchema = z.object({
  ...networkFields,
  ssm_cfg: mamba1Schema.nullish().transform(
    (config) =>
      config ?? {
        d_state: 16,
        d_conv: 4,
        expand: 2,
        dt_rank: 'auto' as const,
        conv_bias: true,
        bias: false,
      },
  ),
  mlp_cfg: mlpSchema.optional(),
});

/** The same with Mamba-2 for its mixers, as PlantCAD2 is. Dao and Gu 2024. */
export const caduceus2ConfigSchema = z
  .object({
    ...networkFields,
    ssm_cfg: mamba2Schema.nullish().transform((config) => config ?? mamba2Defaults),
    mlp_cfg: mlpSchema.optional(),
  })
  .superRefine(expectWholeHeads);

/** What is read of the flat form. An MLP is not known to it. */
export const flatKeys = [...Object.keys(networkFields), 'ssm_cfg'];
export const mamba1Keys = Object.keys(mamba1Schema.shape);
export const mlpKeys = Object.keys(mlpSchema.shape);

export type CaduceusConfig =
  z.infer<typeof caduceusConfigSchema> | z.infer<typeof caduceus2ConfigSchema>;
export type Mamba1Config = z.infer<typeof mamba1Schema>;

/** Whether the mixers are of the second generation. */
export function isMamba2(config: Mamba1Config | Mamba2Config): config is Mamba2Config {
  return config.layer === 'Mamba2';
}

/** Widths of the network around its mixers, by the letters of the axis legend. */
export interface CaduceusSizes {
  readonly d: number;
  /** Vocabulary, padded. */
  readonly v: number;
}

export function caduceusSizes(config: CaduceusConfig): CaduceusSizes {
  const multiple = config.pad_vocab_size_multiple;
  return { d: config.d_model, v: Math.ceil(config.vocab_size / multiple) * multiple };
}

/** Width between the two projections of the MLP, as `mamba_ssm` chooses it. */
export function mlpWidth({ hidden_features, multiple_of }: MlpConfig, d: number): number {
  const wanted = hidden_features ?? Math.floor((8 * d) / 3);
  return Math.ceil(wanted / multiple_of) * multiple_of;
}

/**
 * How often the published code of a strand-sharing network flips the residual before a layer: once at each
 * fused add and norm, of which a layer with an MLP has two.
 */
export function flipsBefore(config: CaduceusConfig, layer: number): number {
  return config.rcps && config.fused_add_norm ? layer * (config.mlp_cfg ? 2 : 1) : 0;
}
