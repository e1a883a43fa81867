import {
  add,
  causalConv,
  channels,
  concat,
  flipChannels,
  flipLength,
  layerNorm,
  linear,
  rmsNorm,
  silu,
  softplus,
  zip,
  type PlainTensor,
  type Rows,
} from './plain-math.ts';
import { mamba2, type PlainMamba2 } from './plain-mamba2.ts';
import { PlainWeights } from './plain-weights.ts';
import type { PlainOutputs } from './plain-network.ts';

interface Config {
  readonly n_layer: number;
  readonly rcps: boolean;
  readonly bidirectional: boolean;
  readonly bidirectional_strategy: 'add' | 'ew_multiply';
  readonly bidirectional_weight_tie: boolean;
  readonly fused_add_norm: boolean;
  readonly rms_norm: boolean;
  readonly norm_epsilon: number;
  readonly complement_map: Readonly<Record<string, number>>;
  readonly ssm_cfg: PlainMamba2;
}

interface Nested {
  readonly layer_cfg?: { readonly mamba_cfg?: { readonly ssm_cfg?: PlainMamba2 | null } };
  readonly norm_cfg?: Partial<Config>;
}

/** Either form of configuration, with what the published code takes where it says nothing. */
function readConfig(json: Partial<Config> & Nested): Config {
  const { layer_cfg, norm_cfg, ...flat } = json;
  return {
    ...{ rcps: false, bidirectional: true, bidirectional_strategy: 'add' },
    ...{ bidirectional_weight_tie: true, fused_add_norm: true, rms_norm: true, norm_epsilon: 1e-5 },
    ...{ n_layer: 0, complement_map: {} },
    ...flat,
    ...norm_cfg,
    ssm_cfg: layer_cfg?.mamba_cfg?.ssm_cfg ?? flat.ssm_cfg ?? {},
  };
}

/** Caduceus as published, with the flips of the strand-sharing model done as its code does them. */
export function plainCaduceus(folder: string, json: unknown, ids: readonly number[]): PlainOutputs {
  const config = readConfig(json as Partial<Config> & Nested);
  const weights = new PlainWeights(folder);
  const complement = (id: number) => config.complement_map[id] ?? id;
  const words = 'caduceus.backbone.embeddings.word_embeddings';
  const embedding = weights.find(`${words}.weight`) ?? weights.get(`${words}.embedding.weight`);
  const lmHead =
    weights.find('lm_head.weight') ?? weights.find('lm_head.lm_head.weight') ?? embedding;
  const chain = (tokens: readonly number[]) => runChain(weights, config, embedding, tokens);

  if (!config.rcps) {
    const hidden = chain(ids);
    return { hidden, logits: linear(hidden, lmHead) };
  }
  const ofStrands = [chain(ids), chain(ids.map(complement).reverse())] as const;
  const hasMlp = weights.has('caduceus.backbone.layers.0.mlp.submodule.fc1.weight');
  const exchanges = config.n_layer * (hasMlp ? 2 : 1);
  const exchanged = config.fused_add_norm && exchanges % 2 === 1;
  const [a, b] = exchanged ? [ofStrands[1], ofStrands[0]] : ofStrands;
  return {
    hidden: concat(a, flipChannels(flipLength(b))),
    logits: add(linear(a, lmHead), linear(flipLength(b), permuteRows(lmHead, complement))),
  };
}

function runChain(
  weights: PlainWeights,
  config: Config,
  embedding: PlainTensor,
  ids: readonly number[],
): Rows {
  const d = embedding.shape[1]!;
  let x: Rows = ids.map((id) => embedding.data.slice(id * d, (id + 1) * d));
  let r: Rows = ids.map(() => new Float64Array(d));
  for (let layer = 0; layer < config.n_layer; layer++) {
    const prefix = `caduceus.backbone.layers.${layer}`;
    const addTo = (residual: Rows) => {
      const sum = add(x, residual);
      return config.rcps && config.fused_add_norm ? flipChannels(flipLength(sum)) : sum;
    };
    const part = (name: string) => `${prefix}.${name}${config.rcps ? '.submodule' : ''}`;
    r = addTo(r);
    const normed = norm(weights, config, `${prefix}.norm`, r);
    x = bidirectionalMamba(weights, config, part('mixer'), normed);
    if (!weights.has(`${part('mlp')}.fc1.weight`)) continue;
    r = addTo(r);
    x = mlp(weights, part('mlp'), norm(weights, config, `${prefix}.norm2`, r));
  }
  return norm(weights, config, 'caduceus.backbone.norm_f', add(x, r));
}

function norm(weights: PlainWeights, config: Config, name: string, x: Rows): Rows {
  const prefix = weights.has(`${name}.weight`) ? name : `${name}.submodule`;
  const scale = weights.get(`${prefix}.weight`).data;
  return config.rms_norm
    ? rmsNorm(x, scale, config.norm_epsilon)
    : layerNorm(x, scale, weights.get(`${prefix}.bias`).data, config.norm_epsilon);
}

/** `fc2(a silu(g))` with a the first half of what fc1 gives. */
function mlp(weights: PlainWeights, prefix: string, x: Rows): Rows {
  const of = (name: string) =>
    [weights.get(`${prefix}.${name}.weight`), weights.find(`${prefix}.${name}.bias`)] as const;
  const raised = linear(x, ...of('fc1'));
  const m = raised[0]!.length / 2;
  const gated = zip(channels(raised, 0, m), channels(raised, m, 2 * m), (a, g) => a * silu(g));
  return linear(gated, ...of('fc2'));
}

function bidirectionalMamba(weights: PlainWeights, config: Config, prefix: string, x: Rows): Rows {
  const run = weights.has(`${prefix}.mamba_fwd.dt_bias`) ? mamba2 : mamba;
  const scan = (own: string, projections: string, rows: Rows) =>
    run(weights, config.ssm_cfg, `${prefix}.${own}`, `${prefix}.${projections}`, rows);
  const forward = scan('mamba_fwd', 'mamba_fwd', x);
  if (!config.bidirectional) return forward;
  const projections = config.bidirectional_weight_tie ? 'mamba_fwd' : 'mamba_rev';
  const reverse = flipLength(scan('mamba_rev', projections, flipLength(x)));
  return config.bidirectional_strategy === 'add'
    ? add(forward, reverse)
    : zip(forward, reverse, (a, b) => a * b);
}

/** Gu and Dao 2023, algorithm 2, with the block of figure 3 round it. */
export function mamba(
  weights: PlainWeights,
  { d_state: n = 16, d_conv: k = 4 }: Pick<PlainMamba2, 'd_state' | 'd_conv'>,
  prefix: string,
  projections: string,
  input: Rows,
): Rows {
  // 1. Input projection into x and the gate z.
  const inBias = weights.find(`${projections}.in_proj.bias`);
  const projected = linear(input, weights.get(`${projections}.in_proj.weight`), inBias);
  const e = projected[0]!.length / 2;
  const z = channels(projected, e, 2 * e);

  // 2. Causal convolution; the last column of its weight belongs to the current token.
  const convWeight = weights.get(`${prefix}.conv1d.weight`).data;
  const convBias = weights.find(`${prefix}.conv1d.bias`)?.data ?? new Float64Array(e);
  const x = causalConv(channels(projected, 0, e), k, (c, j) => convWeight[c * k + k - 1 - j]!).map(
    (row) => row.map((value, c) => silu(value + convBias[c]!)),
  );

  // 3. Time step, B and C from the input.
  const selected = linear(x, weights.get(`${prefix}.x_proj.weight`));
  const r = selected[0]!.length - 2 * n;
  const dtProjection = weights.get(`${prefix}.dt_proj.weight`);
  const dt = linear(
    channels(selected, 0, r),
    dtProjection,
    weights.get(`${prefix}.dt_proj.bias`),
  ).map((row) => row.map(softplus));
  const b = channels(selected, r, r + n);
  const c = channels(selected, r + n, r + 2 * n);

  // 4. h = exp(dt A) h + dt B x; y = C h + D x.
  const a = weights.get(`${prefix}.A_log`).data.map((value) => -Math.exp(value));
  const skip = weights.get(`${prefix}.D`).data;
  const h = new Float64Array(e * n);
  const y = x.map((row, t) =>
    row.map((value, channel) => {
      const step = dt[t]![channel]!;
      let sum = skip[channel]! * value;
      for (let s = 0; s < n; s++) {
        const i = channel * n + s;
        h[i] = Math.exp(step * a[i]!) * h[i]! + step * b[t]![s]! * value;
        sum += c[t]![s]! * h[i];
      }
      return sum;
    }),
  );

  // 5. Gate and output projection.
  return linear(
    zip(y, z, (value, gate) => value * silu(gate)),
    weights.get(`${projections}.out_proj.weight`),
    weights.find(`${projections}.out_proj.bias`),
  );
}

function permuteRows({ shape, data }: PlainTensor, from: (row: number) => number): PlainTensor {
  const columns = shape[1]!;
  const permuted = data.map((_, i) => {
    const row = Math.floor(i / columns);
    return data[from(row) * columns + (i % columns)]!;
  });
  return { shape, data: permuted };
}
