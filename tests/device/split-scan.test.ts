import { expect, it } from 'vitest';
import { GraphBuilder, splitScan } from '../../src-main/model/graph/index.ts';
import { openSession } from '../../src-main/model/session/index.ts';
import { worstRatio } from '../support/compare.ts';
import { Random } from '../support/random.ts';

interface Sizes {
  readonly batch: number;
  readonly tokens: number;
  readonly heads: number;
  readonly n: number;
  /** Values a head, and queries and keys; 1 where absent. */
  readonly p?: number;
  readonly groups?: number;
  /** One decay a head. */
  readonly shared?: boolean;
}

const decaysOf = ({ heads, n, shared = false }: Sizes) => (shared ? heads : heads * n);

type Inputs = Readonly<Record<'query' | 'key' | 'value' | 'step' | 'state', Float32Array>>;

/** Inputs of a scan whose decay a token is `exp(-memory)` at the most and about half of it on average. */
function randomInputs(sizes: Sizes, memory: number, seed: number): Inputs {
  const { batch, tokens, heads, n, p = 1, groups = 1 } = sizes;
  const random = new Random(seed);
  const values = (length: number, of: () => number) => Float32Array.from({ length }, of);
  const normal = () => random.normal();
  return {
    query: values(batch * tokens * groups * n, normal),
    key: values(batch * tokens * groups * n, normal),
    value: values(batch * tokens * heads * p, normal),
    step: values(batch * tokens * decaysOf(sizes), () => -memory * random.next()),
    state: values(batch * heads * n * p, normal),
  };
}

async function scanOf(inputs: Inputs, sizes: Sizes, pieces: number) {
  const { batch, tokens, heads, n, p = 1, groups = 1, shared } = sizes;
  const step = decaysOf(sizes);
  const g = new GraphBuilder('split');
  const shapes = {
    query: [groups * n],
    key: [groups * n],
    value: [heads * p],
    step: [step],
  };
  const [query, key, value, steps] = Object.entries(shapes).map(([name, shape]) =>
    g.input(name, ['b', 't', ...shape]),
  );
  const state = g.input('state', ['b', heads, n, p]);
  const scan = splitScan(
    g,
    { query: query!, key: key!, value: value!, step: steps!, decayOf: (one) => one, state },
    { heads, n, p, groups, step, pieces, decays: shared ? 'shared' : 'own' },
  );
  g.output('output', scan.output, ['b', 't', heads * p]);
  g.output('state_next', scan.state, ['b', heads, n, p]);
  const session = await openSession(g.encode(), { provider: 'cpu', threads: 1 });
  const feed = (data: Float32Array, ...dims: number[]) => ({ data, dims });
  const outputs = await session.run(
    {
      query: feed(inputs.query, batch, tokens, groups * n),
      key: feed(inputs.key, batch, tokens, groups * n),
      value: feed(inputs.value, batch, tokens, heads * p),
      step: feed(inputs.step, batch, tokens, step),
      state: feed(inputs.state, batch, heads, n, p),
    },
    {},
    ['output', 'state_next'],
  );
  await session.release();
  return { output: outputs['output']!, state: outputs['state_next']! };
}

/** The recurrence as it is written, in doubles. */
function plainScan(inputs: Inputs, sizes: Sizes) {
  const { batch, tokens, heads, n, p = 1, groups = 1, shared } = sizes;
  const state = Float64Array.from(inputs.state);
  const output = new Float64Array(batch * tokens * heads * p);
  for (let b = 0; b < batch; b++) {
    for (let t = b * tokens; t < (b + 1) * tokens; t++) {
      for (let h = 0; h < heads; h++) {
        const group = t * groups + Math.floor(h / (heads / groups));
        for (let i = 0; i < n; i++) {
          const step = shared ? t * heads + h : t * heads * n + h * n + i;
          const decay = Math.exp(inputs.step[step]!);
          for (let j = 0; j < p; j++) {
            const at = ((b * heads + h) * n + i) * p + j;
            const to = (t * heads + h) * p + j;
            state[at] = decay * state[at]! + inputs.key[group * n + i]! * inputs.value[to]!;
            output[to]! += inputs.query[group * n + i]! * state[at];
          }
        }
      }
    }
  }
  return { output, state };
}

const sizes = [
  { name: 'as a Mamba', batch: 2, tokens: 500, heads: 6, n: 16 },
  { name: 'as a Mamba-2', batch: 2, tokens: 300, heads: 4, n: 8, p: 3, groups: 2, shared: true },
  { name: 'as an RG-LRU', batch: 1, tokens: 4096, heads: 8, n: 1 },
];
// Of a memory of 1e-6 a token, the state at the start still counts in full at the end.
const memories = [20, 1, 1e-2, 1e-4, 1e-6];
const cases = sizes.flatMap((size) =>
  memories.flatMap((memory) => [3, 8, 64].map((pieces) => ({ ...size, memory, pieces }))),
);

it.each(cases)(
  'a scan in $pieces pieces is as near to the truth as the plain one, $name, with decays of up to $memory',
  async ({ memory, pieces, ...size }) => {
    const inputs = randomInputs(size, memory, 7);
    const truth = plainScan(inputs, size);
    const plain = await scanOf(inputs, size, 1);
    const split = await scanOf(inputs, size, pieces);
    // Measured: 1e-6 to 6e-5 for the plain scan and at most 1.3 times as much for the split one; where
    // memory is long a tenth of it, for fewer roundings follow on one another.
    for (const kind of ['output', 'state'] as const) {
      const error = worstRatio(split[kind], truth[kind]);
      expect(error).toBeLessThan(1.5 * worstRatio(plain[kind], truth[kind]));
      expect(error).toBeLessThan(5e-5);
    }
  },
);

it('cuts fewer tokens than there are pieces', async () => {
  const size = { batch: 2, tokens: 5, heads: 3, n: 2 };
  const inputs = randomInputs(size, 0.1, 8);
  const truth = plainScan(inputs, size);
  const split = await scanOf(inputs, size, 8);
  expect(worstRatio(split.output, truth.output)).toBeLessThan(1e-6);
  expect(worstRatio(split.state, truth.state)).toBeLessThan(1e-6);
});
