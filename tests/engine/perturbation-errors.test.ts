import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { PerturbationTask } from '../../src-main/engine/index.ts';
import { logSoftmax } from '../../src-main/engine/jobs/index.ts';
import { baseTokens } from '../../src-main/sequence/index.ts';
import { perturb, withChanged } from '../support/perturb.ts';
import { edited, randomEdits } from '../support/random-edits.ts';
import { writeRandomModel, type RandomModel } from '../support/random-model.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const graphs = join(folder, 'graphs');
/** As by default. */
const tolerance = 0.01;
const length = 4000;
const bin = 16;

const networks: Record<string, RandomModel['config']> = {
  'a bidirectional Hawk': { model_type: 'hawk', depth: 4 },
  'a causal Hawk': { model_type: 'hawk', bidirectional: false, depth: 4 },
  'a Caduceus': { model_type: 'caduceus', n_layer: 4 },
  'a strand-sharing Caduceus': { model_type: 'caduceus', rcps: true, n_layer: 4 },
  'a causal Mamba': { model_type: 'mamba' },
  'a strand-sharing Caduceus with Mamba-2': {
    ...{ model_type: 'caduceus', rcps: true, n_layer: 4 },
    mamba2: { d_state: 16, headdim: 8 },
  },
  'a causal Mamba-2': { model_type: 'mamba', mamba2: { d_state: 8, headdim: 8, ngroups: 2 } },
};

it.each(Object.entries(networks))(
  'what changes of %s are told within the tolerance of reading again',
  async (name, config) => {
    const seed = Object.keys(networks).indexOf(name);
    const random = new Random(200 + seed);
    const tokens = randomTokens(length, random);
    const model = join(folder, String(seed));
    writeRandomModel(model, { seed, config, tracks: { count: 2, bin } });
    const n = 11;
    const knockOut = { start: 2000, end: 2200, tokens: new Uint8Array(200).fill(n) };
    const lists = [randomEdits(length, 1, random), randomEdits(length, 2, random), [knockOut]];
    const tasks = lists.map((edits): PerturbationTask => {
      const after = { start: 0, end: edited(tokens, edits).length };
      const before = { start: 0, end: length };
      return { edits, tracks: true, distributions: { before, after } };
    });
    const job = { model, graphs, tokens, start: 0, tasks, tolerance, threads: 2 };
    const { base, results } = await perturb(job);

    for (const [task, { edits }] of tasks.entries()) {
      const sequence = edited(tokens, edits);
      const whole = await runPass({ model, graphs, tokens: sequence, threads: 2 });
      const { bins, distributions } = results[task]!;
      // 1. ln P of every base at every token. Of random weights some are -30.
      const { off, scale } = compare(distributions!.after, whole.logits, sequence.length);
      expect(off / scale).toBeLessThan(3 * tolerance);
      // 2. Tracks, where bins stand where they stood.
      if (sequence.length !== length) continue;
      const found = withChanged(base[0]!, bins![0]!);
      for (const [track, expected] of whole.tracks.entries()) {
        for (const [at, value] of expected.entries()) {
          expect(Math.abs(found[track]![at]! - value)).toBeLessThan(tolerance);
        }
      }
    }
  },
);

/** The largest difference of ln P, and the root mean square of all. */
function compare(found: Float32Array, logits: Float32Array, tokens: number) {
  const vocabSize = logits.length / tokens;
  const four = baseTokens.length;
  // A causal model's logits tell the next base.
  const shift = Number.isNaN(found[0]) ? 1 : 0;
  const values = new Float32Array(four);
  let [off, squares] = [0, 0];
  for (let t = 0; t + shift < tokens; t++) {
    logSoftmax(logits, t * vocabSize, baseTokens, values, 0);
    for (const [i, value] of values.entries()) {
      off = Math.max(off, Math.abs(value - found[(t + shift) * four + i]!));
      squares += value ** 2;
    }
  }
  return { off, scale: Math.sqrt(squares / (tokens - shift) / four) };
}
