import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { publishedModels } from '../../src-main/contract/index.ts';
import { cacheFolders } from '../../src-main/home/index.ts';
import { startFakeHub, type FakeHubOptions } from '../support/fake-hub.ts';
import { referenceModels } from '../support/paths.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench } from './open-workbench.ts';

const { repository, name } = publishedModels.find((one) => one.name.startsWith('PlantCaduceus'))!;

afterEach(() => vi.unstubAllEnvs());

async function openWithHub(options: Partial<FakeHubOptions> = {}) {
  const model = temporaryFolder();
  writeRandomModel(model, { seed: 7, config: { model_type: 'caduceus' } });
  const hub = await startFakeHub({ model, repository, ...options });
  vi.stubEnv('HF_ENDPOINT', hub.endpoint);
  return { hub, bench: openBench(locationsIn(temporaryFolder())) };
}

it('a published model is downloaded by a job, and is among the models then', async () => {
  const { hub, bench } = await openWithHub();
  expect(hub.asked).toEqual([]);
  const job = await bench.ended(await bench.importPublished({ repository }));
  expect(job).toMatchObject({ kind: 'import', state: 'done', title: `Import ${name}` });
  const own = repository.split('/')[1]!;
  expect((await bench.models()).map(({ id }) => id)).toContain(own);
  // What was downloaded lies in the library only.
  const { hub: parent } = cacheFolders(bench.locations.cache);
  expect(existsSync(join(parent, `models--${repository.replace('/', '--')}`))).toBe(false);
});

it('one that has another licence by now is not downloaded', async () => {
  const { hub, bench } = await openWithHub({ license: 'cc-by-nc-4.0' });
  const job = await bench.ended(await bench.importPublished({ repository }));
  expect(job.error).toMatchObject({ code: 'hub-changed' });
  expect(job.error?.message).toContain('cc-by-nc-4.0');
  expect(hub.asked.filter(({ path }) => path.includes('/resolve/'))).toEqual([]);
});

it('nothing is asked for offline, nor what nobody offered', async () => {
  const { hub, bench } = await openWithHub();
  await expect(bench.importPublished({ repository: 'org/name' })).rejects.toMatchObject({
    code: 'usage',
  });
  const { settings } = await bench.preferences();
  await bench.changeSettings({ ...settings, offline: true });
  const job = await bench.ended(await bench.importPublished({ repository }));
  expect(job.error).toMatchObject({ code: 'offline' });
  expect(hub.asked).toEqual([]);
});

it('every published model has a name of its own, and is imported under the last part of its repository', () => {
  const names = publishedModels.map((one) => one.name);
  expect(new Set(names).size).toBe(names.length);
  const repositories = publishedModels.map((one) => one.repository);
  expect(repositories).toEqual(
    expect.arrayContaining([
      'kuleshov-group/caduceus-ph_seqlen-131k_d_model-256_n_layer-16',
      'kuleshov-group/PlantCAD2-Small-l24-d0768',
      'kuleshov-group/PlantCAD2-Medium-l48-d1024',
      'kuleshov-group/PlantCAD2-Large-l48-d1536',
    ]),
  );
  expect(repositories.every((one) => /^[\w-]+\/[\w-]+$/.test(one))).toBe(true);
});

it.each([
  ['kuleshov-group/PlantCAD2-Small-l24-d0768', 'mamba2-ps-plantcad2'],
  ['kuleshov-group/caduceus-ph_seqlen-131k_d_model-256_n_layer-16', 'caduceus-ph'],
] as const)('%s is imported in the form in which it is published', async (repository, form) => {
  const { hub, bench } = await openWithHub({ model: referenceModels[form], repository });
  const { license } = publishedModels.find((one) => one.repository === repository)!;
  const job = await bench.ended(await bench.importPublished({ repository }));
  expect(job.error).toBeUndefined();
  expect(hub.asked.some(({ path }) => path.includes(`${repository}/resolve/`))).toBe(true);
  const told = 'Its licence on the hub: apache-2.0.';
  expect(job.result?.includes(told)).toBe(license === undefined);
  expect((await bench.models()).map(({ id }) => id)).toContain(repository.split('/')[1]);
});
