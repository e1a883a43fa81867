import { z } from 'zod';

const size = z.number().int().positive();

/** A time step, which may be infinite: Python writes it as `Infinity`. */
const step = z.custom<number>((value) => typeof value === 'number' && !Number.isNaN(value), {
  error: 'expected a number or Infinity',
});

/** What a layer of Mamba-2 is described by, with the defaults of `mamba_ssm`. Dao and Gu 2024. */
export const mamba2Schema = z.object({
  layer: z.literal('Mamba2').default('Mamba2'),
  d_state: size.default(128),
  d_conv: size.min(2).default(4),
  expand: size.default(2),
  headdim: size.default(64),
  /** Channels that the scan runs over; the rest is a gated MLP beside it. All where it is not there. */
  d_ssm: size.nullish(),
  /** Heads of one group share B and C. */
  ngroups: size.default(1),
  /** A skip connection for each channel, not for each head. */
  D_has_hdim: z.boolean().default(false),
  rmsnorm: z.boolean().default(true),
  norm_before_gate: z.boolean().default(false),
  /** Least and most that a time step may be. */
  dt_limit: z
    .tuple([step, step])
    .refine(([least, most]) => least <= most, 'the first is above the second')
    .refine(([, most]) => most >= 0, 'the second is below 0, and no step is')
    .default([0, Infinity]),
  conv_bias: z.boolean().default(true),
  bias: z.boolean().default(false),
});

export type Mamba2Config = z.infer<typeof mamba2Schema>;

export const mamba2Keys = Object.keys(mamba2Schema.shape);
export const mamba2Defaults: Mamba2Config = mamba2Schema.parse({});

/** The sizes of a Mamba-2 mixer, by the letters of the axis legend. */
export interface Mamba2Sizes {
  readonly d: number;
  /** Width that leaves the mixer before its output projection. */
  readonly e: number;
  /** Channels that are scanned, `h` heads of `p`. */
  readonly s: number;
  readonly h: number;
  readonly p: number;
  readonly n: number;
  readonly groups: number;
  /** Channels of the convolution: those of x, B and C. */
  readonly c: number;
  readonly k: number;
}

export function mamba2Sizes(config: Mamba2Config, d: number): Mamba2Sizes {
  const { d_state: n, d_conv: k, headdim: p, ngroups: groups } = config;
  const e = Math.round(config.expand * d);
  const s = config.d_ssm ?? e;
  return { d, e, s, h: s / p, p, n, groups, c: s + 2 * groups * n, k };
}

/** Refuses sizes that cannot be: heads and groups are of whole channels. For schemas of whole configurations. */
export function expectWholeHeads(
  { ssm_cfg, d_model }: { readonly ssm_cfg: Mamba2Config; readonly d_model: number },
  context: z.RefinementCtx,
): void {
  const { s, e, h, p, groups } = mamba2Sizes(ssm_cfg, d_model);
  const refuse = (key: keyof Mamba2Config, message: string) =>
    context.addIssue({ code: 'custom', path: ['ssm_cfg', key], message });
  if (s > e) refuse('d_ssm', `found ${s}, more than expand x d_model = ${e}`);
  else if (!Number.isInteger(h)) {
    refuse('headdim', `found ${p}, which does not divide the ${s} channels`);
  } else if (h % groups !== 0) {
    refuse('ngroups', `found ${groups}, which does not divide the ${h} heads`);
  }
}
