import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { EditedSequence } from '../../src-main/sequence/index.ts';
import { addHead } from '../support/head-places.ts';
import { tracksHead } from '../support/random-head.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { perturb, withChanged } from '../support/perturb.ts';
import { Random } from '../support/random.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const graphs = join(folder, 'graphs');
const tokens = randomTokens(1500, new Random(3));
const start = 1003;
const model = join(folder, 'model');
let heads: string[];
beforeAll(async () => {
  const config = { model_type: 'caduceus', rcps: true } as const;
  writeRandomModel(model, { seed: 1, config, tracks: { count: 2, bin: 32 } });
  heads = [
    await addHead(folder, model, { id: 'a', outputs: [tracksHead(['a', 'b', 'c'], 20)] }),
    await addHead(folder, model, {
      id: 'b',
      seed: 2,
      outputs: [tracksHead(['d'], 128, 'wide'), tracksHead(['e'], 7, 'narrow')],
    }),
  ];
});

it('a model with heads of several bins says what it says alone and with each of them', async () => {
  const pass = (some: readonly string[]) =>
    runPass({ model, heads: some, tokens, start, graphs, chunk: 256 });
  const [alone, one, both] = [await pass([]), await pass(heads.slice(1)), await pass(heads)];
  expect(both.tracks.map((values) => values.length)).toEqual([46, 46, 74, 74, 74, 11, 213]);
  expectClose(both.tracks.slice(0, 2), alone.tracks);
  expectClose(both.tracks.slice(5), one.tracks.slice(2));
  expect(both.logLikelihood).toEqual(alone.logLikelihood);
});

it('edits change the bins of every head as reading all of it again does', async () => {
  const edits = [
    { start: 700, end: 703, tokens: Uint8Array.of() },
    { start: 710, end: 710, tokens: randomTokens(5, new Random(1)) },
  ];
  const tasks = [
    { edits: [{ start: 700, end: 703, tokens: randomTokens(3, new Random(9)) }], tracks: true },
    { edits, tracks: true },
  ];
  const job = { model, heads, tokens, start, graphs, chunk: 64, tasks, tolerance: 1e-6 };
  const { base: pieces, results } = await perturb(job);
  const base = pieces.flatMap(({ values }) => values);
  const unchanged = await runPass({ model, heads, tokens, start, graphs, chunk: 256 });
  expectClose(base, unchanged.tracks);

  const changed = new EditedSequence(tokens, tasks[0]!.edits).tokens(0, tokens.length);
  const whole = await runPass({ model, heads, tokens: changed, start, graphs, chunk: 256 });
  const merged = results[0]!.bins!.flatMap((own, head) => withChanged(pieces[head]!, own));
  expectClose(merged, whole.tracks);
  expect(Math.max(...distances(base, whole.tracks))).toBeGreaterThan(1e-3);
  // Bases taken out and put in: bins keep their number, and all have tokens left.
  expect(results[1]!.bins!.map(({ values }) => values.length)).toEqual([2, 3, 1, 1]);
  expect(results[1]!.bins!.flatMap(({ values }) => values).every((v) => v.every(isFinite))).toBe(
    true,
  );
});

function expectClose(found: readonly Float32Array[], expected: readonly Float32Array[]): void {
  expect(found.map((values) => values.length)).toEqual(expected.map((values) => values.length));
  expect(Math.max(...distances(found, expected))).toBeLessThan(2e-5);
}

function distances(a: readonly Float32Array[], b: readonly Float32Array[]): number[] {
  return a.map((values, track) =>
    values.reduce((most, value, i) => Math.max(most, Math.abs(value - b[track]![i]!)), 0),
  );
}
