import { z } from 'zod';

const size = z.number().int().positive();
/** No network of these families has a hundredth of as many; a list is made of them before weights are asked for. */
const layers = size.max(10_000);

/** `config.json` of a Caduceus, as published on the Hugging Face hub. Schiff et al. 2024. */
export const caduceusConfigSchema = z.object({
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
  ssm_cfg: z
    .object({
      /** Only the first generation is read. */
      layer: z.literal('Mamba1').optional(),
      d_state: size.default(16),
      d_conv: size.min(2).default(4),
      expand: size.default(2),
      dt_rank: z.union([z.literal('auto'), size]).default('auto'),
      conv_bias: z.boolean().default(true),
      bias: z.boolean().default(false),
    })
    .nullish()
    .transform(
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
});

export type CaduceusConfig = z.infer<typeof caduceusConfigSchema>;

/** The sizes that follow from a configuration, by the letters of the axis legend. */
export interface CaduceusSizes {
  readonly d: number;
  readonly e: number;
  readonly n: number;
  readonly k: number;
  /** Rank of the time step's projection. */
  readonly r: number;
  /** Vocabulary, padded. */
  readonly v: number;
}

export function caduceusSizes(config: CaduceusConfig): CaduceusSizes {
  const { d_state, d_conv, expand, dt_rank } = config.ssm_cfg;
  const multiple = config.pad_vocab_size_multiple;
  return {
    d: config.d_model,
    e: Math.round(expand * config.d_model),
    n: d_state,
    k: d_conv,
    r: dt_rank === 'auto' ? Math.ceil(config.d_model / 16) : dt_rank,
    v: Math.ceil(config.vocab_size / multiple) * multiple,
  };
}
