import { z } from 'zod';

const size = z.number().int().positive();
/** No network of these families has a hundredth of as many; a list is made of them before weights are asked for. */
const layers = size.max(10_000);

/** `config.json` of a Hawk: RecurrentGemma with recurrent blocks only. */
export const hawkConfigSchema = z
  .object({
    model_type: z.literal('hawk'),
    vocab_size: size,
    width: size,
    depth: layers,
    num_heads: size,
    lru_width: size,
    mlp_expanded_width: size,
    conv1d_temporal_width: size.min(2),
    bidirectional: z.boolean().default(false),
    bidirectional_strategy: z.enum(['add', 'ew_multiply']).default('add'),
    embeddings_scale_by_sqrt_dim: z.boolean().default(true),
    /** 0: none. */
    logits_soft_cap: z.number().nonnegative().nullable().default(0),
  })
  .refine(
    (config) => config.lru_width % config.num_heads === 0,
    'lru_width must be a multiple of num_heads',
  );

export type HawkConfig = z.infer<typeof hawkConfigSchema>;
