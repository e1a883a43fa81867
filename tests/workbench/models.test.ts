import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { addHead } from '../support/head-places.ts';
import { tracksHead } from '../support/random-head.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
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
  const outputs = [tracksHead(['mark'], 48)];
  const head = await addHead(temporaryFolder(), base, { id: 'marks', name: 'Marks', outputs });
  const card = await bench.importModel({ path: head });
  expect(card).toMatchObject({
    ...{ id: 'random-hawk+marks', name: 'Random hawk + Marks', origin: 'head' },
    folder: join(locations.userHeads, 'marks'),
  });
  const names = ['track-0', 'track-1', 'mark', 'log_likelihood', 'entropy', 'information'];
  expect(card.tracks.map(({ id }) => id)).toEqual(names);
  expect(await bench.models()).toContainEqual(card);

  await bench.removeModel({ id: card.id });
  expect((await bench.models()).map(({ id }) => id)).toEqual(['random-hawk']);
  expect(existsSync(card.folder)).toBe(false);
});
