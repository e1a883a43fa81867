import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openNetwork, readModelPackage } from '../../src-main/model/index.ts';
import { exact, worstRatio } from '../support/compare.ts';
import { kernel } from '../support/kernel.ts';
import { plainNetwork } from '../support/plain-network.ts';
import type { CaduceusShape } from '../support/random-caduceus.ts';
import type { MambaShape } from '../support/random-mamba.ts';
import type { Mamba2Shape } from '../support/random-mamba2.ts';
import { writeRandomModel, type RandomModel } from '../support/random-model.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { expectSameBits, runPass } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const length = 205;
const folder = sharedFolder();

const small: Mamba2Shape = { d_state: 8, headdim: 8 };
const ps = (shape: Omit<CaduceusShape, 'model_type'>): RandomModel['config'] => ({
  ...{ model_type: 'caduceus', rcps: true, n_layer: 3, mamba2: small, ...shape },
});
const ph = (shape: Omit<CaduceusShape, 'model_type'>) => ps({ rcps: false, n_layer: 2, ...shape });
const lm = (shape: Omit<MambaShape, 'model_type'>): RandomModel['config'] => ({
  ...{ model_type: 'mamba', mamba2: small, vocab_size: 12, ...shape },
});

const configs: Record<string, RandomModel['config']> = {
  'PS, of which the configuration says nothing': ps({}),
  'PS, nested, not fused': ps({ form: 'nested', fused_add_norm: false }),
  'PS, nested, with an MLP': ps({ form: 'nested', mlp: {} }),
  'PS, nested, LayerNorm, with an MLP of an odd width and biases': ps({
    ...{
      form: 'nested',
      rms_norm: false,
      mlp: { hidden_features: 21, multiple_of: 3, bias: true },
    },
  }),
  'PS, forward only': ps({ bidirectional: false, form: 'layer' }),
  'PS, forward only, with an MLP': ps({ bidirectional: false, form: 'nested', mlp: {} }),
  'Ph by its flag, with projections of its own, multiplied': ph({
    ...{ form: 'flag', bidirectional_weight_tie: false, bidirectional_strategy: 'ew_multiply' },
  }),
  'Ph, nested, with an MLP, multiplied': ph({
    ...{ form: 'nested', bidirectional_strategy: 'ew_multiply', mlp: { hidden_features: 40 } },
  }),
  'Ph with the sizes that it takes by default': ph({ n_layer: 1, d_model: 32, mamba2: {} }),
  'Ph with groups, biases and a norm before the gate': ph({
    mamba2: { ...small, ngroups: 2, bias: true, conv_bias: false, norm_before_gate: true },
  }),
  'PS that scans some channels only': ps({
    mamba2: { ...small, d_ssm: 16, norm_before_gate: true },
  }),
  'causal, as mamba_ssm writes it': lm({ num_hidden_layers: 3 }),
  'causal, of which the configuration says nothing, LayerNorm': lm({
    silent: true,
    rms_norm: false,
  }),
  'causal with an LM head of its own': lm({
    untied: true,
    mamba2: { ...small, dt_limit: [0.01, Infinity] },
  }),
};

/** Every option of a layer, each as often as not, on widths that divide. */
function randomLayer(random: Random): { d: number; mamba2: Mamba2Shape } {
  const one = <T>(values: readonly T[]): T => values[random.below(values.length)]!;
  const flag = () => random.next() < 0.5;
  const groups = one([1, 1, 2, 3]);
  const headdim = one([1, 3, 4, 8, 33, 40]);
  const s = groups * headdim * one([1, 2]);
  const expand = one([1, 2, 3]);
  const d = Math.ceil((s + one([0, 0, 5])) / expand);
  const d_ssm = expand * d === s ? {} : { d_ssm: s };
  return {
    d,
    mamba2: {
      ...{
        expand,
        headdim,
        ngroups: groups,
        d_state: one([1, 5, 16, 19]),
        d_conv: one([2, 3, 4, 5]),
      },
      ...{ D_has_hdim: flag(), rmsnorm: flag(), norm_before_gate: flag() },
      ...{ conv_bias: flag(), bias: flag(), ...d_ssm },
      ...(flag() ? { dt_limit: [0.005, 0.03] as const } : {}),
    },
  };
}

for (let seed = 0; seed < 24; seed++) {
  const { d, mamba2 } = randomLayer(new Random(seed));
  configs[`${seed}, ${JSON.stringify(mamba2)}`] =
    seed % 3 === 0
      ? lm({ hidden_size: d, mamba2 })
      : ps({ rcps: seed % 3 === 1, n_layer: 1 + (seed % 2), d_model: d, mamba2 });
}

const ways = [
  { scan: 'kernel', chunk: 7 },
  { scan: 'kernel', chunk: length },
  { scan: 'operators', chunk: 50 },
  { scan: 'operators', chunk: length },
] as const;

describe.each(
  Object.entries(configs).map(([name, config], i) => ({ name, config, seed: 500 + i })),
)('a Mamba-2: $name', ({ config, seed }) => {
  const model = join(folder, String(seed));
  writeRandomModel(model, { seed, config });
  const tokens = randomTokens(length, new Random(seed));
  const plain = plainNetwork(model, tokens);

  it.each(ways.filter(({ scan }) => kernel ?? scan === 'operators'))(
    'computes what the oracle does, by $scan in chunks of $chunk',
    async ({ scan, chunk }) => {
      const result = await runPass({ model, tokens, chunk, graphs: folder, scan });
      expect(result.begun.scan.scan).toBe(scan);
      for (const kind of ['logits', 'hidden'] as const) {
        const expected = plain[kind].flatMap((row) => [...row]);
        expect(worstRatio(result[kind], expected)).toBeLessThan(exact);
      }
    },
  );
});

it('gives the same bits by the kernel whatever the chunk', async () => {
  const model = join(folder, 'bits');
  const config = ps({ d_model: 48, mamba2: { d_state: 16, headdim: 24, ngroups: 2 } });
  writeRandomModel(model, { seed: 1, config, tracks: { count: 2, bin: 16 } });
  const tokens = randomTokens(900, new Random(3));
  const pass = { model, tokens, graphs: folder };
  const [first, ...others] = await Promise.all(
    [64, 1000, 901, 13].map((chunk) => runPass({ ...pass, chunk, spill: 'never' })),
  );
  for (const other of others) {
    // What is summed over a chunk apart, such as a bin that two chunks share, is not looked at here.
    expectSameBits({ ...other, tracks: [] }, { ...first!, tracks: [] });
  }
});

it('a causal one reads forward only', () => {
  const model = join(folder, 'causal');
  writeRandomModel(model, { seed: 2, config: lm({}) });
  const { network, close } = openNetwork(readModelPackage(model));
  close();
  expect(network).toMatchObject({ causal: true, strands: 1 });
  const directions = network.layers.flatMap(({ streamed }) => streamed.map((one) => one.direction));
  expect(new Set(directions)).toEqual(new Set(['forward']));
});
