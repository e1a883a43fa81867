import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { Safetensors } from '../../src-main/formats/safetensors/index.ts';
import { megabase, predictArgs } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { tsvValues } from '../support/cli-files.ts';
import { exact, worstRatio } from '../support/compare.ts';
import { referenceModels } from '../support/paths.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';

const home = sharedFolder();
const model = 'caduceus-tutorial';
const region = 'chrT2:4,001-6,000';
const flank = ['--flank', '500'];
/** The interval that is read: flanks of 500 bp, from bin to bin. */
const interval = { start: 3456, end: 6528 };
const path = join(home, 'whole.safetensors');

interface Tensors {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly values: Readonly<Record<string, Float32Array>>;
}

function readTensors(file: string): Tensors {
  const opened = Safetensors.open(file);
  const entries = [...opened.tensors];
  const shapes = Object.fromEntries(entries.map(([name, { shape }]) => [name, shape]));
  const values = Object.fromEntries(entries.map(([name]) => [name, opened.floats(name)]));
  opened.close();
  return { shapes, values };
}

beforeAll(async () => {
  expectSuccess(await megabase(predictArgs(model, region, path, ...flank), { home }));
});

it('a safetensors file holds logits and hidden state by base, and the tracks by bin', () => {
  expect(readTensors(path).shapes).toEqual({
    logits: [1, 2000, 16],
    // The published layout of a strand-sharing model: twice its width of 32.
    last_hidden_state: [1, 2000, 2 * 32],
    tracks: [1, 16, 4],
  });
});

it('its values are those that the engine gives of the region', async () => {
  const tokens = tutorialContig('chrT2').subarray(interval.start, interval.end);
  const { logits, hidden, tracks } = await runPass({
    model: referenceModels[model],
    tokens,
    start: interval.start,
    raw: { start: 4000 - interval.start, end: 6000 - interval.start },
    graphs: join(home, 'engine-graphs'),
  });
  const { values } = readTensors(path);
  expect(worstRatio(values['logits']!, logits)).toBeLessThan(exact);
  expect(worstRatio(values['last_hidden_state']!, hidden)).toBeLessThan(exact);
  // Bins 27 to 50 were read; the region has 31 to 46.
  const table = Array.from({ length: 16 }, (_, bin) => tracks.map((track) => track[bin + 4]!));
  expect(worstRatio(values['tracks']!, table.flat())).toBeLessThan(exact);
});

it('another chunk gives the same tensors', async () => {
  const other = join(temporaryFolder(), 'chunked.safetensors');
  expectSuccess(
    await megabase(predictArgs(model, region, other, ...flank, '--chunk', '300'), { home }),
  );
  const [chunked, whole] = [readTensors(other), readTensors(path)];
  expect(chunked.shapes).toEqual(whole.shapes);
  for (const [name, values] of Object.entries(whole.values)) {
    expect(worstRatio(chunked.values[name]!, values), name).toBeLessThan(exact);
  }
});

it('its tracks are those of the other formats, in the order of the model', async () => {
  const tsv = join(temporaryFolder(), 'a.tsv');
  const result = await megabase(predictArgs(model, region, tsv, ...flank), { home });
  // The pass for the tensors was kept as any other.
  expect(expectSuccess(result).stdout).toContain('from the cache');
  const names = ['enhancer', 'insulator', 'promoter', 'expression'];
  const columns = names.map((name) => tsvValues(tsv, name));
  const { values } = readTensors(path);
  const expected = columns[0]!.flatMap((_, bin) => columns.map((column) => column[bin]!));
  expect([...values['tracks']!]).toEqual(expected.map(Math.fround));
});

it('--tracks chooses among them', async () => {
  const file = join(temporaryFolder(), 'a.safetensors');
  const chosen = ['--tracks', 'promoter'];
  expectSuccess(await megabase(predictArgs(model, region, file, ...flank, ...chosen), { home }));
  const { shapes, values } = readTensors(file);
  expect(shapes['tracks']).toEqual([1, 16, 1]);
  const all = readTensors(path).values['tracks']!;
  expect([...values['tracks']!]).toEqual([...all].filter((_, i) => i % 4 === 2));
});

it.each([
  [['--region', 'chrT2:1-100', 'chrT2:200-300'], /holds one region; 2 were given/],
  [['--tracks', 'promoter,entropy'], /"entropy" goes into another format/],
])('%j cannot be written as safetensors', async (more, message) => {
  const args = predictArgs(model, region, join(temporaryFolder(), 'a.safetensors'), ...flank);
  if (more[0] === '--region') args.splice(args.indexOf('--region'), 2);
  const result = await megabase([...args, ...more], { home });
  expectFailure(result, { exit: 2, code: 'usage', message });
});
