import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { addHead } from '../support/head-places.ts';
import { tracksHead, variantHead, windowHead } from '../support/random-head.ts';
import { readTensors } from '../support/published-forms.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { floatTensor, writeSafetensors } from '../support/write-safetensors.ts';
import { locationsIn, openBench } from './open-workbench.ts';

it('an imported model that cannot be read any more is told of, and can be removed', async () => {
  const locations = locationsIn(temporaryFolder());
  const bench = openBench(locations);
  const source = temporaryFolder();
  writeRandomModel(source, {
    seed: 3,
    config: { model_type: 'caduceus' },
    tracks: { count: 1, bin: 16 },
  });
  await bench.importModel({ path: source });
  expect(await bench.brokenModels()).toEqual([]);
  const folder = join(locations.userModels, 'random-caduceus');
  rmSync(join(folder, 'model.safetensors'));

  const left = await bench.models();
  expect(left.map(({ id }) => id)).not.toContain('random-caduceus');
  expect(await bench.brokenModels()).toEqual([
    {
      ...{ id: 'random-caduceus', folder, origin: 'imported' },
      reason: expect.stringContaining('no model.safetensors') as string,
    },
  ]);
  await bench.removeModel({ id: 'random-caduceus' });
  expect(await bench.brokenModels()).toEqual([]);
  expect(existsSync(folder)).toBe(false);
});

it('a head shows as a model of its own, with the tracks of both, and goes alone', async () => {
  const locations = locationsIn(temporaryFolder());
  const bench = openBench(locations);
  const base = join(locations.shippedModels, 'random-hawk');
  const outputs = [tracksHead(['mark'], 48), windowHead(['rna']), variantHead(['eqtl'])];
  const head = await addHead(temporaryFolder(), base, { id: 'marks', name: 'Marks', outputs });
  const card = await bench.importModel({ path: head });
  expect(card).toMatchObject({
    ...{ id: 'random-hawk+marks', name: 'Random hawk + Marks', origin: 'head' },
    folder: join(locations.userHeads, 'marks'),
  });
  const names = ['track-0', 'track-1', 'mark', 'log_likelihood', 'entropy', 'information'];
  expect(card.tracks.map(({ id }) => id)).toEqual(names);
  expect(card.scores).toEqual([
    { id: 'rna', label: 'rna', unit: 'probability', of: 'places' },
    { id: 'eqtl', label: 'eqtl', unit: 'probability', of: 'variants' },
  ]);
  expect(await bench.models()).toContainEqual(card);

  await bench.removeModel({ id: card.id });
  expect((await bench.models()).map(({ id }) => id)).toEqual(['random-hawk']);
  expect(existsSync(card.folder)).toBe(false);
});

it('a classifier whose name tells its windows comes with its head on', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const source = join(temporaryFolder(), 'promoter_seqlen-1k');
  writeRandomModel(source, { seed: 3, config: { model_type: 'caduceus' } });
  const path = join(source, 'model.safetensors');
  const score = floatTensor([2, 16], new Float32Array(32));
  writeSafetensors(path, { ...readTensors(path), 'score.weight': score });
  const config = JSON.parse(readFileSync(join(source, 'config.json'), 'utf8')) as object;
  const architectures = ['CaduceusForSequenceClassification'];
  writeFileSync(join(source, 'config.json'), JSON.stringify({ ...config, architectures }));

  const { id } = await bench.importModel({ path: source });
  expect(id).toBe('promoter_seqlen-1k+promoter_seqlen-1k-classifier');
  expect((await bench.models()).map((card) => card.id)).toContain(id);
});
