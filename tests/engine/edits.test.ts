import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PerturbationTask } from '../../src-main/engine/index.ts';
import { baseTokens } from '../../src-main/sequence/index.ts';
import { worstRatio, exact } from '../support/compare.ts';
import { perturb, withChanged } from '../support/perturb.ts';
import { edited, randomEdits } from '../support/random-edits.ts';
import { writeRandomModel, type RandomModel } from '../support/random-model.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const length = 700;
const bin = 16;
/** Where token 0 stands, so that bins do not begin with the interval. */
const origin = 1000;

const networks: Record<string, RandomModel['config']> = {
  'a bidirectional Hawk': { model_type: 'hawk' },
  'a causal Hawk': { model_type: 'hawk', bidirectional: false },
  'a Caduceus': { model_type: 'caduceus' },
  'a strand-sharing Caduceus': { model_type: 'caduceus', rcps: true, n_layer: 3 },
  'a strand-sharing Caduceus in one direction': {
    model_type: 'caduceus',
    rcps: true,
    n_layer: 3,
    bidirectional: false,
  },
  'a Caduceus that multiplies its directions': {
    model_type: 'caduceus',
    bidirectional_strategy: 'ew_multiply',
  },
  'a causal Mamba': { model_type: 'mamba' },
  'a strand-sharing Caduceus with Mamba-2': {
    model_type: 'caduceus',
    rcps: true,
    mamba2: { d_state: 16, headdim: 8 },
  },
  'a causal Mamba-2': { model_type: 'mamba', mamba2: { d_state: 8, headdim: 8, ngroups: 2 } },
  'a strand-sharing Mamba-2 with an MLP': {
    ...{ model_type: 'caduceus', rcps: true, form: 'nested', mlp: { hidden_features: 24 } },
    mamba2: { d_state: 8, headdim: 8, d_ssm: 24 },
  },
};

describe.each(Object.entries(networks))('edits of what %s reads', (name, config) => {
  const folder = sharedFolder();
  const seed = Object.keys(networks).indexOf(name);
  const random = new Random(100 + seed);
  const tokens = randomTokens(length, random);
  const whole = { start: 0, end: length };

  it.each([
    { chunk: 64, block: 64, edits: 1 },
    { chunk: 128, block: 32, edits: 3 },
    { chunk: length, block: 50, edits: 1 },
    { chunk: 96, block: 16, edits: 2, scan: 'operators' as const },
  ])(
    'give what reading the edited sequence gives, $edits at once: $block of $chunk',
    async (at) => {
      const model = join(folder, 'model');
      writeRandomModel(model, { seed, config, tracks: { count: 2, bin } });
      const graphs = join(folder, 'graphs');
      const lists = Array.from({ length: 2 }, () => randomEdits(length, at.edits, random));
      // A whole chunk deleted, and the first one, and one that ends with it.
      if (at.edits === 1 && at.chunk < length) {
        for (const [start, end] of [
          [120, 200],
          [0, 70],
          [length - 70, length],
        ] as const) {
          lists.push([{ start, end, tokens: new Uint8Array(0) }]);
        }
      }
      const tasks = lists.map((edits): PerturbationTask => {
        const after = { start: 0, end: edited(tokens, edits).length };
        return { edits, tracks: true, distributions: { before: whole, after } };
      });
      const pass = { model, graphs, chunk: at.chunk, scan: at.scan };
      const job = { ...pass, block: at.block, tokens, start: origin, tasks, tolerance: 1e-7 };
      const { results, base } = await perturb(job);
      const unchanged = await runPass({ ...pass, tokens, start: origin });
      expect(
        worstRatio(
          base[0]!.values.flatMap((t) => [...t]),
          unchanged.tracks.flatMap((t) => [...t]),
        ),
      ).toBeLessThan(exact);

      for (const [task, { edits }] of tasks.entries()) {
        const result = results[task]!;
        const sequence = edited(tokens, edits);
        const expected = await runPass({ ...pass, tokens: sequence, start: origin });
        const causalHawk = config.model_type === 'hawk' && config.bidirectional === false;
        const shift = causalHawk || config.model_type === 'mamba' ? 1 : 0;
        const { before, after } = result.distributions!;
        expect(farthest(before, logP(unchanged.logits, shift))).toBeLessThan(exact);
        expect(farthest(after, logP(expected.logits, shift))).toBeLessThan(exact);
        if (sequence.length === length) {
          const merged = withChanged(base[0]!, result.bins![0]!).flatMap((t) => [...t]);
          const all = expected.tracks.flatMap((values) => [...values]);
          expect(worstRatio(merged, all)).toBeLessThan(exact);
        }
      }
    },
  );
});

describe('the window of an edit', () => {
  const folder = sharedFolder();

  it('is smaller than the sequence where the states forget', async () => {
    const model = join(import.meta.dirname, '../../native-models/hawk-tutorial');
    const tokens = randomTokens(20_000, new Random(3));
    const edits = [{ start: 9_000, end: 9_001, tokens: Uint8Array.of(9) }];
    const pass = { model, graphs: join(folder, 'graphs'), chunk: 512, start: origin };
    const { results } = await perturb({ ...pass, tokens, tasks: [{ edits, tracks: true }] });
    const { window } = results[0]!;
    expect(window.start).toBeLessThanOrEqual(9_000);
    expect(window.end).toBeGreaterThan(9_000);
    expect(window.end - window.start).toBeLessThan(2_000);
  });
});

/** ln P of the four bases from raw logits `[t, 16]`, each row moved on by `shift` tokens. */
function logP(logits: Float32Array, shift: number): number[] {
  const v = 16;
  const rows = logits.length / v;
  const result: number[] = [];
  for (let t = 0; t < rows; t++) {
    const four = baseTokens.map((token) => (t < shift ? NaN : logits[(t - shift) * v + token]!));
    const sum = Math.log(four.reduce((total, value) => total + Math.exp(value), 0));
    result.push(...four.map((value) => value - sum));
  }
  return result;
}

/** Largest difference; what has no value must have none in both. */
function farthest(actual: Float32Array, expected: readonly number[]): number {
  expect(actual).toHaveLength(expected.length);
  return expected.reduce((worst, value, i) => {
    if (Number.isNaN(value) && Number.isNaN(actual[i])) return worst;
    const difference = Math.abs(actual[i]! - value);
    return difference <= worst ? worst : difference;
  }, 0);
}
