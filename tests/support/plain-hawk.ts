import {
  add,
  causalConv,
  flipLength,
  geluTanh,
  linear,
  rmsNorm,
  sigmoid,
  softplus,
  zip,
  type PlainTensor,
  type Rows,
} from './plain-math.ts';
import { PlainWeights } from './plain-weights.ts';
import type { PlainOutputs } from './plain-network.ts';

interface Config {
  readonly depth: number;
  readonly bidirectional: boolean;
  readonly bidirectional_strategy?: 'add' | 'ew_multiply';
  readonly embeddings_scale_by_sqrt_dim: boolean;
  readonly logits_soft_cap: number;
}

const epsilon = 1e-6;

/** Hawk after RecurrentGemma's torch code, and with the reverse recurrence of arXiv 2504.06304. */
export function plainHawk(folder: string, json: unknown, ids: readonly number[]): PlainOutputs {
  const config = json as Config;
  const weights = new PlainWeights(folder);
  const embedding = weights.get('embedder.input_embedding');
  const d = embedding.shape[1]!;
  const scale = config.embeddings_scale_by_sqrt_dim ? Math.sqrt(d) : 1;
  let x: Rows = ids.map((id) =>
    embedding.data.slice(id * d, (id + 1) * d).map((value) => value * scale),
  );
  for (let block = 0; block < config.depth; block++) {
    const prefix = `blocks.${block}`;
    x = add(
      x,
      recurrentBlock(
        weights,
        config,
        `${prefix}.recurrent_block`,
        norm(weights, `${prefix}.temporal_pre_norm`, x),
      ),
    );
    x = add(x, mlp(weights, `${prefix}.mlp_block`, norm(weights, `${prefix}.channel_pre_norm`, x)));
  }
  const hidden = norm(weights, 'final_norm', x);
  const cap = config.logits_soft_cap;
  const logits = linear(hidden, embedding);
  if (cap === 0) return { hidden, logits };
  return { hidden, logits: logits.map((row) => row.map((value) => cap * Math.tanh(value / cap))) };
}

function norm(weights: PlainWeights, name: string, x: Rows): Rows {
  const scale = weights.get(`${name}.scale`).data.map((value) => 1 + value);
  return rmsNorm(x, scale, epsilon);
}

function mlp(weights: PlainWeights, prefix: string, x: Rows): Rows {
  const { shape, data } = weights.get(`${prefix}.ffw_up.w`);
  const [, d, m] = shape as [number, number, number];
  const bias = weights.get(`${prefix}.ffw_up.b`).data;
  const up = (half: 0 | 1) =>
    x.map((row) =>
      Float64Array.from({ length: m }, (_, o) => {
        let sum = bias[half * m + o]!;
        for (let i = 0; i < d; i++) sum += row[i]! * data[(half * d + i) * m + o]!;
        return sum;
      }),
    );
  const product = zip(up(0), up(1), (gate, value) => geluTanh(gate) * value);
  return dense(weights, `${prefix}.ffw_down`, product);
}

function dense(weights: PlainWeights, name: string, x: Rows): Rows {
  return linear(x, weights.get(`${name}.weight`), weights.get(`${name}.bias`));
}

function recurrentBlock(weights: PlainWeights, config: Config, prefix: string, x: Rows): Rows {
  const gate = dense(weights, `${prefix}.linear_y`, x);
  const input = dense(weights, `${prefix}.linear_x`, x);
  let h = recurrence(weights, prefix, '', input);
  if (config.bidirectional) {
    const reverse = flipLength(recurrence(weights, prefix, '_rev', flipLength(input)));
    h =
      config.bidirectional_strategy === 'ew_multiply'
        ? zip(h, reverse, (a, b) => a * b)
        : add(h, reverse);
  }
  return dense(
    weights,
    `${prefix}.linear_out`,
    zip(h, gate, (a, b) => a * geluTanh(b)),
  );
}

/** Convolution and real-gated linear recurrent unit. De et al. 2024, equations 1 to 4. */
function recurrence(weights: PlainWeights, prefix: string, suffix: '' | '_rev', input: Rows): Rows {
  // 1. Causal convolution, `w [k, lru]`; its last row belongs to the current token.
  const { shape, data: taps } = weights.get(`${prefix}.conv_1d${suffix}.w`);
  const [k, lru] = shape as [number, number];
  const bias = weights.get(`${prefix}.conv_1d${suffix}.b`).data;
  const x = causalConv(input, k, (c, j) => taps[(k - 1 - j) * lru + c]!).map((row) =>
    row.map((value, c) => value + bias[c]!),
  );

  // 2. Gates.
  const unit = `${prefix}.rg_lru${suffix}`;
  const blocks = (name: string) =>
    blockDiagonal(x, weights.get(`${unit}.${name}.w`), weights.get(`${unit}.${name}.b`));
  const inputGate = blocks('input_gate');
  const decayGate = blocks('a_gate');
  const aParam = weights.get(`${unit}.a_param`).data;

  // 3. h = a h + sqrt(1 - a^2) gate x; the sequence's first token is taken in whole.
  const h = new Float64Array(lru);
  return x.map((row, t) =>
    row.map((value, c) => {
      const logA = -8 * sigmoid(decayGate[t]![c]!) * softplus(aParam[c]!);
      const multiplier = t === 0 ? 1 : Math.sqrt(-Math.expm1(2 * logA));
      h[c] = Math.exp(logA) * h[c]! + multiplier * sigmoid(inputGate[t]![c]!) * value;
      return h[c];
    }),
  );
}

/** Head `i` of `[heads, width, width]` maps channels `[i * width, (i + 1) * width)`. */
function blockDiagonal(x: Rows, weight: PlainTensor, bias: PlainTensor): Rows {
  const width = weight.shape[1]!;
  return x.map((row) =>
    row.map((_, o) => {
      const head = Math.floor(o / width);
      let sum = bias.data[o]!;
      for (let i = 0; i < width; i++) {
        sum += row[head * width + i]! * weight.data[(head * width + i) * width + (o % width)]!;
      }
      return sum;
    }),
  );
}
