import type { RandomTensors } from './random-tensors.ts';

/** What `mamba_ssm` takes for a layer of Mamba-2, all optional. */
export interface Mamba2Shape {
  readonly d_state?: number;
  readonly d_conv?: number;
  readonly expand?: number;
  readonly headdim?: number;
  readonly d_ssm?: number;
  readonly ngroups?: number;
  readonly D_has_hdim?: boolean;
  readonly rmsnorm?: boolean;
  readonly norm_before_gate?: boolean;
  readonly dt_limit?: readonly [number, number];
  readonly conv_bias?: boolean;
  readonly bias?: boolean;
}

/** One direction of a mixer, scaled as `mamba_ssm` starts it. */
export function addMamba2(
  tensors: RandomTensors,
  prefix: string,
  { d_model: d }: { readonly d_model: number },
  shape: Mamba2Shape,
  withProjections: boolean,
): void {
  const { d_state: n = 128, d_conv: k = 4, expand = 2, headdim = 64, ngroups = 1 } = shape;
  const { D_has_hdim = false, rmsnorm = true, conv_bias = true, bias = false } = shape;
  const e = expand * d;
  const s = shape.d_ssm ?? e;
  const heads = s / headdim;
  const c = s + 2 * ngroups * n;
  if (withProjections) {
    const rows = 2 * e + 2 * ngroups * n + heads;
    tensors.linear(`${prefix}.in_proj.weight`, [rows, d]);
    tensors.linear(`${prefix}.out_proj.weight`, [d, e]);
    if (bias) {
      tensors.floats(`${prefix}.in_proj.bias`, [rows], 0.3);
      tensors.floats(`${prefix}.out_proj.bias`, [d], 0.3);
    }
  }
  tensors.floats(`${prefix}.conv1d.weight`, [c, 1, k], 1 / Math.sqrt(k));
  if (conv_bias) tensors.floats(`${prefix}.conv1d.bias`, [c], 1 / Math.sqrt(k));
  // Softplus of the bias is a time step from 0.001 to 0.1, spread evenly over its logarithm.
  tensors.fill(`${prefix}.dt_bias`, [heads], () => {
    const dt = Math.exp(tensors.random.between(Math.log(0.001), Math.log(0.1)));
    return Math.log(Math.expm1(dt));
  });
  tensors.fill(`${prefix}.A_log`, [heads], () => Math.log(tensors.random.between(1, 16)));
  tensors.floats(`${prefix}.D`, [D_has_hdim ? s : heads], 0.2, 1);
  if (rmsnorm) tensors.floats(`${prefix}.norm.weight`, [s], 0.3, 1);
}

/** As Python writes it: a step that may be any is bare Infinity. */
export function pythonJson(json: unknown): string {
  const mark = '@infinite@';
  const text = JSON.stringify(json, (_, value: unknown) => (value === Infinity ? mark : value));
  return text.replaceAll(`"${mark}"`, 'Infinity');
}
