import { defined, type Provider } from '../../contract/index.ts';
import {
  causalConv,
  gatedScan,
  GraphBuilder,
  oneMinusSquaredExp,
  softplus,
  type Value,
} from '../graph/index.ts';
import { openSession, type FloatTensor } from '../session/index.ts';

/** Depth of the matrix product: TF32, 10 bits of mantissa, is 3e-4 off there, float32 1e-6. */
const depth = 512;
/** Tokens of the scan. An error that adds up is seen after so many. */
const scanned = 4096;
const [tokens, channels, width, states] = [16, 8, 4, 2];
/** Of a scan as Mamba-2 has it: several channels a head, queries and keys for two heads each. */
const [heads, perHead, groups] = [4, 6, 2];

/** A part of the probe: its output, and how far it may be off. */
interface Part {
  readonly name: string;
  /** As a sentence names it. */
  readonly what: string;
  /** Against each value, or the root mean square of all. */
  readonly against: 'each' | 'all';
  readonly limit: number;
}

const parts: readonly Part[] = [
  { name: 'product', what: `a matrix product of depth ${depth}`, against: 'all', limit: 2e-5 },
  { name: 'softplus', what: 'softplus of small values', against: 'each', limit: 1e-5 },
  { name: 'decay', what: '1 - a^2 of a near 1', against: 'each', limit: 1e-5 },
  { name: 'conv', what: 'a convolution', against: 'all', limit: 1e-4 },
  { name: 'scan', what: `a scan of ${scanned} tokens`, against: 'all', limit: 1e-4 },
  { name: 'head_scan', what: 'a scan with one decay a head', against: 'all', limit: 1e-4 },
];

/** What a provider gives of a graph with all that layers are made of, by output. */
export type ProbeAnswer = Readonly<Record<string, Float32Array>>;

/** Runs the probe's graph. Throws what the runtime throws. */
export async function runProbe(provider: Provider): Promise<ProbeAnswer> {
  const session = await openSession(probeGraph(provider), { provider, threads: 1 });
  try {
    return await session.run(feeds(), {}, [...parts.map(({ name }) => name)]);
  } finally {
    await session.release();
  }
}

/** What of an answer is not what the CPU gives, in words; undefined where all of it is right. */
export function findWrong(answer: ProbeAnswer, expected: ProbeAnswer): string | undefined {
  const wrong = parts.flatMap(({ name, what, against, limit }) => {
    const [own, right] = [defined(answer[name]), defined(expected[name])];
    const rms = Math.sqrt(right.reduce((sum, value) => sum + value * value, 0) / right.length);
    const errors = right.map(
      (value, i) => Math.abs(own[i]! - value) / (against === 'all' ? rms : Math.abs(value)),
    );
    const worst = errors.reduce((most, one) => (one <= most ? most : one), 0);
    return worst <= limit ? [] : [`${what} is off by ${worst.toPrecision(2)} of it`];
  });
  return wrong[0];
}

function probeGraph(provider: Provider): Uint8Array {
  const g = new GraphBuilder('probe', provider === 'cpu' ? 'cpu' : 'gpu');
  const input = (name: keyof ReturnType<typeof feeds>, ...dims: (number | string)[]) =>
    g.input(name, dims);
  const output = (name: string, value: Value, ...dims: number[]) => g.output(name, value, dims);

  const right = g.weight(wave(depth * channels, 7), [depth, channels]);
  output('product', g.node('MatMul', [input('left', 1, 't', depth), right]), 1, tokens, channels);

  output('softplus', softplus(g, input('small', 'n')), arguments_.length);
  output('decay', oneMinusSquaredExp(g, input('logs', 'm')), logs.length);

  const weights = {
    weight: { data: wave(channels * width, 3), shape: [channels, 1, width] },
    bias: wave(channels, 5),
  };
  const convState = input('conv_state', 1, width - 1, channels);
  const conv = causalConv(g, input('x', 1, 't2', channels), weights, convState, 'silu');
  output('conv', conv.output, 1, tokens, channels);

  const scan = gatedScan(
    g,
    {
      query: input('query', 1, 't3', states),
      key: input('key', 1, 't3', states),
      value: input('value', 1, 't3', channels),
      decay: input('decays', 1, 't3', channels * states),
      state: input('scan_state', 1, channels, states, 1),
    },
    { heads: channels },
  );
  output('scan', scan.output, 1, scanned, channels);

  const headScan = gatedScan(
    g,
    {
      query: input('head_query', 1, 't4', groups * states),
      key: input('head_key', 1, 't4', groups * states),
      value: input('head_value', 1, 't4', heads * perHead),
      decay: input('head_decays', 1, 't4', heads),
      state: input('head_state', 1, heads, states, perHead),
    },
    { heads, groups },
  );
  output('head_scan', headScan.output, 1, tokens, heads * perHead);
  return g.encode();
}

const arguments_ = [-20, -15, -10, -7, -3, -1, 0, 1, 7, 20];
const logs = [-1e-6, -1e-5, -1e-4, -1e-3, -0.01, -0.1, -1, -8];

function feeds() {
  const tensor = (data: Float32Array, ...dims: number[]): FloatTensor => ({ data, dims });
  const flat = (values: readonly number[]) => tensor(Float32Array.from(values), values.length);
  return {
    left: tensor(wave(tokens * depth, 1), 1, tokens, depth),
    small: flat(arguments_),
    logs: flat(logs),
    x: tensor(wave(tokens * channels, 2), 1, tokens, channels),
    conv_state: tensor(wave((width - 1) * channels, 4), 1, width - 1, channels),
    query: tensor(wave(scanned * states, 6), 1, scanned, states),
    key: tensor(wave(scanned * states, 8), 1, scanned, states),
    value: tensor(wave(scanned * channels, 9), 1, scanned, channels),
    // Memories of some 10 to 10,000 tokens.
    decays: tensor(
      wave(scanned * channels * states, 11).map((x) => -(10 ** (2 * x - 3))),
      ...[1, scanned, channels * states],
    ),
    scan_state: tensor(wave(channels * states, 10), 1, channels, states, 1),
    head_query: tensor(wave(tokens * groups * states, 6), 1, tokens, groups * states),
    head_key: tensor(wave(tokens * groups * states, 8), 1, tokens, groups * states),
    head_value: tensor(wave(tokens * heads * perHead, 9), 1, tokens, heads * perHead),
    head_decays: tensor(
      wave(tokens * heads, 11).map((x) => -(10 ** (2 * x - 3))),
      ...[1, tokens, heads],
    ),
    head_state: tensor(wave(heads * states * perHead, 10), 1, heads, states, perHead),
  };
}

function wave(count: number, seed: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => Math.sin((i + 1) * (1 + seed / 13)));
}
