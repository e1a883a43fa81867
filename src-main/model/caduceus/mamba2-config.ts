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

/** What of the sizes cannot be, in words with the key that it is about; undefined where all can. */
export function mamba2Fault(
  config: Mamba2Config,
  d: number,
): { readonly key: keyof Mamba2Config; readonly message: string } | undefined {
  const { s, e, h, p, groups } = mamba2Sizes(config, d);
  if (s > e) {
    return { key: 'd_ssm', message: `found ${s}, more than expand x d_model = ${e}` };
  }
  if (!Number.isInteger(h)) {
    return { key: 'headdim', message: `found ${p}, which does not divide the ${s} channels` };
  }
  if (h % groups !== 0) {
    return { key: 'ngroups', message: `found ${groups}, which does not divide the ${h} heads` };
  }
  return undefined;
}
