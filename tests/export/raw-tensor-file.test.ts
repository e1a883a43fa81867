import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readModelPackage } from '../../src-main/model/index.ts';
import { Safetensors } from '../../src-main/formats/safetensors/index.ts';
import { loadModel, type LoadedModel } from '../../src-main/library/index.ts';
import { RawTensorFile } from '../../src-main/analysis/raw/raw-tensor-file.ts';
import { referenceModels } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// 16 tokens in the vocabulary, a hidden state of 32.
const [v, width] = [16, 32];
const place = { region: { contig: 'chr1', start: 100, end: 200 }, contigLength: 1000 };

function hawk(): Promise<LoadedModel> {
  return loadModel({ model: readModelPackage(referenceModels['hawk-bi']), origin: 'folder' });
}

/** Values that name their place, as the pass sends them for tokens `[start, end)`. */
function chunk(start: number, end: number) {
  const tokens = end - start;
  const count = (per: number) =>
    Float32Array.from({ length: tokens * per }, (_, i) => start * per + i);
  return { start, tokens, logits: count(v), hidden: count(width) };
}

/** Writes chunks and reads the tensors back. */
async function written(chunks: readonly (readonly [number, number])[]) {
  const path = join(temporaryFolder(), 'a.safetensors');
  const file = await RawTensorFile.create(path, await hawk(), place, []);
  for (const [start, end] of chunks) file.sink(chunk(start, end));
  await file.finish([]);
  const opened = Safetensors.open(path);
  const [logits, hidden] = [opened.floats('logits'), opened.floats('last_hidden_state')];
  opened.close();
  return { logits, hidden };
}

it.each([
  ['in one piece', [[0, 100]]],
  [
    'in chunks',
    [
      [0, 30],
      [30, 60],
      [60, 100],
    ],
  ],
  [
    'again from the start, as after a restart',
    [
      [0, 30],
      [30, 60],
      [0, 30],
      [30, 60],
      [60, 100],
    ],
  ],
  [
    'again in larger chunks',
    [
      [0, 30],
      [30, 60],
      [0, 50],
      [50, 100],
    ],
  ],
  [
    'again in smaller chunks',
    [
      [0, 50],
      [0, 20],
      [20, 40],
      [40, 60],
      [60, 100],
    ],
  ],
] as const)('every value is at its place where they come %s', async (_, chunks) => {
  const { logits, hidden } = await written(chunks);
  expect(logits).toEqual(chunk(0, 100).logits);
  expect(hidden).toEqual(chunk(0, 100).hidden);
});

it('a file whose values did not all come is not left behind', async () => {
  const folder = temporaryFolder();
  const file = await RawTensorFile.create(join(folder, 'a.safetensors'), await hawk(), place, []);
  file.sink(chunk(0, 99));
  await expect(file.finish([])).rejects.toThrow('32 of 3200 elements were not written');
  expect(readdirSync(folder)).toEqual([]);
});
