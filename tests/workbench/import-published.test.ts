import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { publishedModels } from '../../src-main/contract/index.ts';
import { cacheFolders } from '../../src-main/home/index.ts';
import { startFakeHub, type FakeHubOptions } from '../support/fake-hub.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench } from './open-workbench.ts';

const { repository, name } = publishedModels[1]!;

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
