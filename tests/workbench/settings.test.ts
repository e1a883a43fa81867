import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { parseThreads } from '../../src-main/cli/options/options.ts';
import type { Job, Settings } from '../../src-main/contract/index.ts';
import { findLocations } from '../../src-main/home/index.ts';
import { CacheLimit } from '../../src-main/workbench/settings/cache-limit.ts';
import { readNewestVersion } from '../../src-main/workbench/settings/newest-version.ts';
import type { OpenCache } from '../../src-main/workbench/environment/open-cache.ts';
import type { ProjectStore } from '../../src-main/workbench/project/project-store.ts';
import type { SettingsFile } from '../../src-main/workbench/settings/settings-file.ts';
import { randomLetters, seeded, wrap } from '../formats/fixtures.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench } from './open-workbench.ts';

const unchosen: Settings = { theme: 'system', provider: 'auto', offline: false };
const model = 'random-hawk';
const provider = 'cpu';

function writeGenome(folder: string): string {
  const path = join(folder, 'own.fa');
  writeFileSync(path, `>chr1\n${wrap(randomLetters(seeded(3), 40_000, 'ACGT'), 60)}`);
  return path;
}

it('settings are kept, told to every window, and read by the next start', async () => {
  const locations = locationsIn(temporaryFolder());
  const bench = openBench(locations);
  expect((await bench.preferences()).settings).toEqual(unchosen);
  const cache = join(temporaryFolder(), 'lab cache');
  const settings: Settings = { ...unchosen, theme: 'dark', threads: 1, memoryBytes: 1e9, cache };
  const after = await bench.changeSettings(settings);
  expect(after).toMatchObject({ settings, cacheNow: locations.cache, cacheNext: cache });
  expect(bench.seen).toContainEqual({ kind: 'settings', settings });
  expect((await openBench(locations).preferences()).settings).toEqual(settings);
  expect(readdirSync(cache)).toEqual([]);
});

it('settings that cannot be read are as nobody chose them, and are not lost', async () => {
  const locations = locationsIn(temporaryFolder());
  const bench = openBench(locations);
  writeFileSync(locations.settings, '{ "theme": "dark"');
  expect((await bench.preferences()).settings).toEqual(unchosen);
  await bench.changeSettings({ ...unchosen, offline: true });
  const names = readdirSync(join(locations.settings, '..'));
  const aside = names.find((name) => name.startsWith('settings.json.damaged-'))!;
  expect(readFileSync(join(locations.settings, '..', aside), 'utf8')).toBe('{ "theme": "dark"');
  // One field that is wrong costs the others nothing, and what a newer program wrote stays.
  writeFileSync(locations.settings, '{"theme":"dark","threads":-3,"cache":"here","colours":7}');
  expect((await bench.preferences()).settings).toEqual({ ...unchosen, theme: 'dark' });
  await bench.changeSettings(unchosen);
  expect(JSON.parse(readFileSync(locations.settings, 'utf8'))).toMatchObject({ colours: 7 });
});

it('a folder that cannot be the cache is refused, and nothing changes', async () => {
  const folder = temporaryFolder();
  const bench = openBench(locationsIn(folder));
  writeFileSync(join(folder, 'file'), '');
  for (const [cache, code] of [
    ['here', 'usage'],
    [join(folder, 'file', 'cache'), 'output-unwritable'],
  ] as const) {
    await expect(bench.changeSettings({ ...unchosen, cache })).rejects.toMatchObject({ code });
  }
  expect((await bench.preferences()).settings).toEqual(unchosen);
});

it('a cache on a disk that is away is not made anew, and keeps nothing else from being saved', async () => {
  const folder = temporaryFolder();
  const bench = openBench(locationsIn(folder));
  const cache = join(folder, 'disk', 'cache');
  await bench.changeSettings({ ...unchosen, cache });
  rmSync(join(folder, 'disk'), { recursive: true });
  const chosen = { ...unchosen, cache, theme: 'dark' } as const;
  expect((await bench.changeSettings(chosen)).settings).toEqual(chosen);
  expect(existsSync(join(folder, 'disk'))).toBe(false);
});

it('threads are as many as the command takes at most, and no more', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const { cores, mostThreads } = await bench.preferences();
  expect(mostThreads).toBeGreaterThanOrEqual(cores);
  expect(parseThreads(String(mostThreads))).toBe(mostThreads);
  expect(() => parseThreads(String(mostThreads + 1))).toThrow(`at most ${mostThreads}`);
  const threads = mostThreads;
  expect((await bench.changeSettings({ ...unchosen, threads })).settings).toMatchObject({
    threads,
  });
  const tooMany = bench.changeSettings({ ...unchosen, threads: threads + 1 });
  await expect(tooMany).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining(`at most ${mostThreads}`) as string,
  });
});

it('the cache that was chosen is that of the command, too, unless it names another', () => {
  const home = temporaryFolder();
  vi.stubEnv('MEGABASE_HOME', home);
  onTestFinished(() => void vi.unstubAllEnvs());
  const usual = findLocations();
  expect(usual.cache).toBe(join(home, 'cache'));
  writeFileSync(usual.settings, JSON.stringify({ cache: '/scratch/lab' }));
  expect(findLocations().cache).toBe('/scratch/lab');
  expect(findLocations('/elsewhere').cache).toBe('/elsewhere');
  expect(findLocations().usualCache).toBe(usual.cache);
  writeFileSync(usual.settings, 'no JSON');
  expect(findLocations().cache).toBe(usual.cache);
});

it('a job takes the threads and the memory that are chosen when it begins', async () => {
  const folder = temporaryFolder();
  const bench = openBench(locationsIn(folder));
  const { id: project } = await bench.newProject({ path: writeGenome(folder) });
  await bench.changeSettings({ ...unchosen, threads: 1 });
  const asked = { project, region: 'chr1:1-1,600', model, provider } as const;
  const { run } = await bench.predicted(asked);
  const [made] = (await bench.addFiles({ project, paths: [] })).project.runs;
  expect(made).toMatchObject({ id: run, run: { settings: { threads: 1 } } });

  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ memoryBytes: 1e6 }));
  const estimate = await bench.estimate({ ...asked, region: 'chr1:2,001-9,600' });
  expect(estimate.spilledBytes).toBe(0);
  const job = await bench.ended(await bench.predict({ ...asked, region: 'chr1:2,001-9,600' }));
  expect(job).toMatchObject({ state: 'failed', error: { code: 'memory-limit' } });
  expect(job.error?.message).toContain('1.00 MB may be used');
});

it('predictions beyond the limit of the cache are removed, and windows are told', async () => {
  const folder = temporaryFolder();
  const locations = locationsIn(folder);
  const bench = openBench(locations);
  const { id: project } = await bench.newProject({ path: writeGenome(folder) });
  const asked = { project, region: 'chr1:1-5,000', flank: 0, model, provider } as const;
  await bench.predicted(asked);
  expect(bench.withCache((cache) => cache.listRuns())).toHaveLength(1);
  // Nothing fits that; in the window the least is larger.
  writeFileSync(locations.settings, JSON.stringify({ cacheBytes: 1 }));
  await bench.predicted({ ...asked, region: 'chr1:5,001-10,000' });
  await expect
    .poll(() => bench.seen.findLast((event) => event.kind === 'project')?.project.lostRuns)
    .toHaveLength(2);
  expect(bench.withCache((cache) => cache.listRuns())).toEqual([]);
});

it('of the cache what open projects have goes last', () => {
  const did: string[] = [];
  const apply = (bytes: number, runs: number, states: readonly Job['state'][] = []) => {
    const settings = { current: { ...unchosen, cacheBytes: 5 } } as SettingsFile;
    const kept = {
      info: () => ({ bytes }),
      prune: ({ maxBytes }: { maxBytes: number }) => {
        did.push(`pruned to ${maxBytes}`);
        return { runs };
      },
    };
    const cache = { get: () => kept } as unknown as OpenCache;
    const projects = {
      describeAll: () => did.push('used'),
      announceAll: () => did.push('told'),
    } as unknown as ProjectStore;
    const jobs = { list: () => states.map((state) => ({ state })) };
    new CacheLimit(settings, cache, projects, jobs).apply();
    return did.splice(0);
  };
  expect(apply(5, 0)).toEqual([]);
  expect(apply(6, 0)).toEqual(['used', 'pruned to 5']);
  expect(apply(6, 1)).toEqual(['used', 'pruned to 5', 'told']);
  // A job may read what it has found there.
  expect(apply(6, 1, ['done', 'running'])).toEqual([]);
  expect(apply(6, 1, ['cancelled', 'queued'])).toEqual([]);
  expect(apply(6, 1, ['done', 'failed'])).toHaveLength(3);
});

it('about, licences and diagnostics say what is there, and no name of a person', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const { version, versions, platform } = await bench.about();
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(versions).toMatchObject({ megabase: version, node: process.versions.node });
  expect(platform).toContain(process.platform);
  const licences = await bench.licences();
  expect(licences.map(({ title }) => title)).toEqual(
    expect.arrayContaining(['Megabase', 'Data and models']),
  );
  expect(licences[0]!.text).toContain('MIT');
  const text = await bench.diagnostics();
  expect(text).toContain(`megabase: ${version}\n`);
  expect(text).toMatch(/^cpu: works/m);
  expect(text).not.toContain(homedir());
});

describe('the newest version', () => {
  async function serve(status: number, body: string) {
    const requests: { url: string; headers: NodeJS.Dict<string | string[]> }[] = [];
    const server = createServer((request, response) => {
      requests.push({ url: request.url!, headers: request.headers });
      response.writeHead(status, { location: 'http://127.0.0.1:9/' }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    return { address: `http://127.0.0.1:${port}/version.json`, requests };
  }

  it('one request reads the version file, and tells nothing', async () => {
    const page = 'https://example.org/new';
    const { address, requests } = await serve(200, JSON.stringify({ version: '0.10.0', page }));
    expect(await readNewestVersion(address, '0.9.5')).toEqual({
      ...{ version: '0.10.0', page, isNewer: true },
    });
    expect(requests).toHaveLength(1);
    expect(requests[0]!.url).toBe('/version.json');
    const { headers } = requests[0]!;
    expect(headers['user-agent']).toBe('Megabase');
    expect(Object.keys(headers).filter((name) => /cookie|referer|auth/.test(name))).toEqual([]);
  });

  it.each([
    ['0.9.5', false],
    ['0.9.4', false],
    ['1.0.0', true],
    ['0.9.10', true],
  ])('%s against 0.9.5: newer is %s', async (version, isNewer) => {
    const { address } = await serve(200, JSON.stringify({ version }));
    expect(await readNewestVersion(address, '0.9.5')).toMatchObject({ isNewer });
  });

  it.each([
    ['a missing file', 404, '{}', /answered 404/],
    ['a redirect', 302, '{}', /could not be read/],
    ['a page', 200, '<html>', /not a version file/],
    ['a script', 200, '{"version":"1.0.0","page":"javascript:alert(1)"}', /not a version file/],
    ['a flood', 200, `{"version":"1.0.0"${' '.repeat(70_000)}}`, /longer than 65536 bytes/],
  ])('%s is refused in words', async (_what, status, body, words) => {
    const { address } = await serve(status, body);
    const asked = readNewestVersion(address, '0.9.5');
    await expect(asked).rejects.toMatchObject({ code: 'update-unreachable' });
    await expect(asked).rejects.toThrow(words);
  });

  it('offline nobody is asked, and a build that names no place says so', async () => {
    const locations = locationsIn(temporaryFolder());
    const bench = openBench(locations);
    expect((await bench.about()).versionFile).toBeUndefined();
    await expect(bench.newestVersion()).rejects.toMatchObject({ code: 'update-unreachable' });
    await bench.changeSettings({ ...unchosen, offline: true });
    await expect(bench.newestVersion()).rejects.toMatchObject({ code: 'offline' });
  });
});
