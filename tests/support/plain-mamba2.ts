import {
  causalConv,
  channels,
  concat,
  linear,
  rmsNorm,
  silu,
  softplus,
  zip,
  type Rows,
} from './plain-math.ts';
import type { PlainWeights } from './plain-weights.ts';

/** What `mamba_ssm` takes for a layer of Mamba-2. */
export interface PlainMamba2 {
  readonly d_state?: number;
  readonly d_conv?: number;
  readonly headdim?: number;
  readonly ngroups?: number;
  readonly D_has_hdim?: boolean;
  readonly norm_before_gate?: boolean;
  readonly dt_limit?: readonly [number, number];
}

/** Dao and Gu 2024, section 7, one token and one head after the other. Widths that the tensors tell are theirs. */
export function mamba2(
  weights: PlainWeights,
  config: PlainMamba2,
  prefix: string,
  projections: string,
  input: Rows,
): Rows {
  const { d_state: n = 128, d_conv: k = 4, headdim: p = 64, ngroups: groups = 1 } = config;
  const { D_has_hdim = false, norm_before_gate = false, dt_limit = [0, Infinity] } = config;
  const outProjection = weights.get(`${projections}.out_proj.weight`);
  const e = outProjection.shape[1]!;
  const aLog = weights.get(`${prefix}.A_log`).data;
  const heads = aLog.length;
  const s = heads * p;

  // 1. [z0, x0, z, xBC, dt]
  const inBias = weights.find(`${projections}.in_proj.bias`);
  const projected = linear(input, weights.get(`${projections}.in_proj.weight`), inBias);
  let taken = 0;
  const [z0, x0, z, xbc, dtRaw] = [e - s, e - s, s, s + 2 * groups * n, heads].map((width) => {
    taken += width;
    return channels(projected, taken - width, taken);
  }) as [Rows, Rows, Rows, Rows, Rows];
  if (taken !== projected[0]!.length) throw new Error('in_proj has other rows');

  // 2. Causal convolution over x, B and C.
  const convWeight = weights.get(`${prefix}.conv1d.weight`).data;
  const convBias = weights.find(`${prefix}.conv1d.bias`)?.data;
  const convolved = causalConv(xbc, k, (c, j) => convWeight[c * k + k - 1 - j]!).map((row) =>
    row.map((value, c) => silu(value + (convBias?.[c] ?? 0))),
  );

  // 3. For each head h of group g: S[p,n] = exp(dt A) S + dt x[p] B[n]; y[p] = sum of C[n] S[p,n] + D x[p].
  const dtBias = weights.get(`${prefix}.dt_bias`).data;
  const skip = weights.get(`${prefix}.D`).data;
  const state = new Float64Array(heads * p * n);
  const scanned = convolved.map((row, t) => {
    const y = new Float64Array(s);
    for (let h = 0; h < heads; h++) {
      const raised = softplus(dtRaw[t]![h]! + dtBias[h]!);
      const dt = Math.min(Math.max(raised, dt_limit[0]), dt_limit[1]);
      const decay = Math.exp(-Math.exp(aLog[h]!) * dt);
      const group = Math.floor(h / (heads / groups));
      const b = s + group * n;
      const c = s + groups * n + group * n;
      for (let i = 0; i < p; i++) {
        const x = row[h * p + i]!;
        let sum = (D_has_hdim ? skip[h * p + i]! : skip[h]!) * x;
        for (let j = 0; j < n; j++) {
          const at = (h * p + i) * n + j;
          state[at] = decay * state[at]! + dt * x * row[b + j]!;
          sum += row[c + j]! * state[at];
        }
        y[h * p + i] = sum;
      }
    }
    return y;
  });

  // 4. Gate and norm over each group's channels.
  const scale = weights.find(`${prefix}.norm.weight`)?.data;
  const normed = (rows: Rows): Rows => {
    if (!scale) return rows;
    const width = s / groups;
    const parts = Array.from({ length: groups }, (_, g) => {
      const from = g * width;
      return rmsNorm(channels(rows, from, from + width), scale.slice(from, from + width), 1e-5);
    });
    return parts.reduce(concat);
  };
  const gate = (rows: Rows) => zip(rows, z, (value, by) => value * silu(by));
  const y = norm_before_gate ? gate(normed(scanned)) : normed(gate(scanned));

  // 5. What was not scanned, and the output projection.
  const beside = zip(z0, x0, (by, value) => silu(by) * value);
  return linear(concat(beside, y), outProjection, weights.find(`${projections}.out_proj.bias`));
}
