import {
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { PredictionCache } from '../../src-main/cache/index.ts';
import type { TrackValues, TrackView } from '../../src-main/contract/index.ts';
import { exportPredictions } from '../../src-main/analysis/export/index.ts';
import { randomLetters, seeded, wrap } from '../formats/fixtures.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench, type Bench } from './open-workbench.ts';

const provider = 'cpu';
const model = 'random-hawk';
const shared = randomLetters(seeded(21), 20_000, 'ACGT');
/** Bases before the shared letters on `b`: whole bins of 16 bp, but of no coarser level. */
const before = 37 * 16;

/** Contig `a` is the shared letters; `b` has them too, further on, and `c` at its begin again. */
async function genome(bench: Bench, name = 'own.fa'): Promise<string> {
  const start = randomLetters(seeded(22), before, 'ACGT');
  const path = join(bench.locations.projects, '..', name);
  const records = { a: shared, b: `${start}${shared}ACGTACGT`, c: shared };
  const text = Object.entries(records).map(([id, letters]) => `>${id}\n${wrap(letters, 60)}`);
  writeFileSync(path, text.join(''));
  return (await bench.newProject({ path })).id;
}

const onA = { region: 'a', flank: 0, model, provider } as const;
const onB = { ...onA, region: `b:${before + 1}-${before + shared.length}` } as const;

const tracks = ['track-0', 'track-1', 'log_likelihood'] as const;

async function runsOf(bench: Bench, project: string) {
  return (await bench.addFiles({ project, paths: [] })).project.runs;
}

it('a view is what the cache itself answers, at every zoom', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const project = await genome(bench);
  const { run } = await bench.predicted({ ...onA, project });
  for (const track of tracks) {
    for (const bpPerPixel of [0.1, 1, 16, 64, 1000]) {
      for (const [start, end] of [
        [0, 20_000],
        [5_003, 5_104],
        [19_999, 50_000],
      ] as const) {
        const asked = { start, end, bpPerPixel };
        const view = await bench.view({ project, run, track, ...asked });
        expect(view.mean.length).toBeGreaterThan(0);
        expect(view).toEqual(
          bench.withCache((cache) => cache.readView(run, track, start, end, bpPerPixel)),
        );
      }
    }
  }
});

it('content that was read at another place is answered at its own coordinates', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const project = await genome(bench);
  const first = await bench.predicted({ ...onA, project });
  const estimate = await bench.estimate({ ...onB, project });
  expect(estimate.cached).toBe(true);
  const second = await bench.predicted({ ...onB, project });
  // One computation, two runs: the project has read it at both places.
  expect(bench.withCache((cache) => cache.listRuns())).toHaveLength(1);
  const runs = await runsOf(bench, project);
  expect(runs.map(({ id }) => id)).toEqual([second.run, first.run]);
  expect(runs.map(({ run }) => run.key)).toEqual([first.run, first.run]);
  expect(runs.map(({ run }) => run.interval.contig)).toEqual(['b', 'a']);

  for (const track of tracks) {
    const whole = { track, start: 0, end: 30_000, bpPerPixel: 1 };
    const there = await bench.view({ project, run: first.run, ...whole });
    const here = await bench.view({ project, run: second.run, ...whole });
    expect(here).toEqual({ ...there, start: there.start + before });
  }
});

it('coarse levels of content read at another place hold the values under each bin', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const project = await genome(bench);
  // First on b, then on a: there the first coarse bin reaches past base 0.
  for (const [asked, origin] of [
    [onB, before],
    [onA, 0],
  ] as const) {
    const { run } = await bench.predicted({ ...asked, project });
    for (const track of tracks) {
      const fine = await bench.view({ project, run, track, start: 0, end: 30_000, bpPerPixel: 1 });
      expect(fine.start).toBe(origin);
      for (const bpPerPixel of [4, 16, 64]) {
        if (bpPerPixel < fine.bin) continue;
        for (const [start, end] of [
          [0, 30_000],
          [3_001, 9_999],
        ] as const) {
          const asked = { start, end, bpPerPixel };
          expectSummary(await bench.view({ project, run, track, ...asked }), fine, start, end);
        }
      }
    }
  }
});

/** Each bin of `view` is the mean, least and greatest of the fine values under it. */
function expectSummary(view: TrackView, fine: TrackView, start: number, end: number): void {
  expect(view.start).toBeLessThanOrEqual(Math.max(start, fine.start));
  const covered = view.start + view.bin * view.mean.length;
  expect(covered).toBeGreaterThanOrEqual(Math.min(end, fine.start + fine.bin * fine.mean.length));
  for (const [i, mean] of view.mean.entries()) {
    const from = (view.start + i * view.bin - fine.start) / fine.bin;
    const under = fine.mean.subarray(Math.max(0, from), Math.max(0, from + view.bin / fine.bin));
    expect(under.length).toBeGreaterThan(0);
    expect(mean).toBeCloseTo(under.reduce((sum, value) => sum + value, 0) / under.length, 4);
    expect(view.min[i]).toBe(Math.min(...under));
    expect(view.max[i]).toBe(Math.max(...under));
  }
}

it("bins whose bases are all N have no value, at every zoom, at the run's ends too", async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const letters = randomLetters(seeded(23), 20_000, 'ACGT');
  const stretches = [
    ...([
      [0, 40],
      [5_000, 5_700],
      [5_703, 5_720],
      [12_000, 12_011],
      [19_990, 20_000],
    ] as const),
  ];
  const bases = [...letters];
  for (const [start, end] of stretches) bases.fill(start === 0 ? 'n' : 'N', start, end);
  const isUnknown = (base: number) => stretches.some(([start, end]) => start <= base && base < end);
  const path = join(bench.locations.projects, '..', 'draft.fa');
  writeFileSync(path, `>a\n${wrap(bases.join(''), 60)}`);
  const { id: project } = await bench.newProject({ path });
  for (const region of ['a', 'a:5,101-15,000']) {
    const { run } = await bench.predicted({ ...onA, project, region });
    const read = (await runsOf(bench, project)).find(({ id }) => id === run)!.run.interval;
    for (const track of tracks) {
      for (const [start, end, bpPerPixel] of [
        ...([
          [0, 20_000, 1],
          [0, 20_000, 64],
          [5_300, 5_650, 16],
          [19_000, 20_000, 4],
        ] as const),
      ]) {
        const view = await bench.view({ project, run, track, start, end, bpPerPixel });
        for (const [i, mean] of view.mean.entries()) {
          const from = Math.max(read.start, view.start + i * view.bin);
          const to = Math.min(read.end, view.start + (i + 1) * view.bin);
          const bin = Array.from({ length: to - from }, (_, at) => from + at);
          expect(Number.isNaN(mean), `${from}-${to}`).toBe(bin.every(isUnknown));
          expect(Number.isNaN(view.min[i]!) && Number.isNaN(view.max[i]!)).toBe(Number.isNaN(mean));
        }
      }
    }
  }
});

it('a view does not count as a use for pruning, and unknown runs and tracks are refused', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const project = await genome(bench);
  const { run } = await bench.predicted({ ...onA, project });
  const used = (cache: PredictionCache) => cache.listRuns()[0]!.lastUsedAt;
  const usedAt = bench.withCache(used);
  const asked = { project, run, track: 'track-0', start: 0, end: 100, bpPerPixel: 1 };
  await bench.view(asked);
  expect(bench.withCache(used)).toBe(usedAt);
  await expect(bench.view({ ...asked, run: 'none' })).rejects.toMatchObject({
    code: 'project-entry-unknown',
  });
  await expect(bench.view({ ...asked, track: 'none' })).rejects.toMatchObject({
    code: 'track-unknown',
  });
});

it('an estimate says what is read, what it takes, and after a run how long', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const project = await genome(bench);
  const asked = { project, region: 'a:1,001-2,000', flank: 100, model, provider } as const;
  const first = await bench.estimate(asked);
  expect(first).toMatchObject({
    region: { contig: 'a', start: 1000, end: 2000 },
    // Widened to whole bins.
    interval: { contig: 'a', start: 896, end: 2112 },
    cached: false,
  });
  expect(first.seconds).toBeUndefined();
  expect(first.memoryBytes).toBeGreaterThan(1e8);
  expect(first.freeMemoryBytes).toBeGreaterThan(first.memoryBytes);

  const { run } = await bench.predicted(asked);
  const took = bench.withCache((cache) => cache.findRun(run))!.seconds;
  const second = await bench.estimate(asked);
  expect(second.cached).toBe(true);
  expect(second.seconds).toBeCloseTo(took, 9);
  const longer = await bench.estimate({ ...onA, project });
  expect(longer.cached).toBe(false);
  // A run starts in a quarter of a second, or half of its time; the rest is its bases'.
  const start = Math.min(0.25, took / 2);
  expect(longer.seconds).toBeCloseTo(start + ((took - start) * shared.length) / (2112 - 896), 6);
  expect(longer.memoryBytes).toBeGreaterThan(second.memoryBytes);
  // No run was made with CUDA, so nothing is known of its speed.
  expect((await bench.estimate({ ...asked, provider: 'cuda' })).seconds).toBeUndefined();
  // Now one was, twice as fast as on the CPU: it is what `auto` will take, and the second card, too.
  bench.withCache((cache) => {
    const known = cache.findRun(run)!;
    cache.storeRun({ ...known, key: 'c'.repeat(64), provider: 'cuda', seconds: took / 2 }, [
      ...cache.tracksOf(run).map(({ start, count, ...info }) => {
        return { info, start, values: new Float32Array(count) };
      }),
    ]);
  });
  for (const [choice, seconds] of [
    ['cpu', took],
    ['cuda', took / 2],
    ['cuda:1', took / 2],
    ['auto', took / 2],
  ] as const) {
    const { seconds: told } = await bench.estimate({ ...asked, provider: choice });
    expect(told).toBeCloseTo(seconds, 9);
  }
  await expect(bench.estimate({ ...asked, region: 'none' })).rejects.toMatchObject({
    code: 'contig-unknown',
  });
});

it('the same interval asked for again is the same run, with what was asked for last', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const project = await genome(bench);
  const first = await bench.predicted({ ...onA, project });
  const asked = { ...onA, project, region: 'a:1,001-2,000', flank: 20_000, tracks: ['track-1'] };
  const second = await bench.predicted(asked);
  expect(second.run).toBe(first.run);
  expect(await runsOf(bench, project)).toMatchObject([
    { id: first.run, region: { start: 1000, end: 2000 }, tracks: ['track-1'], shown: true },
  ]);
});

it.each([
  ['bedgraph', 'out.bedgraph', ['track-0']],
  ['bigwig', 'out.bw', ['track-0', 'track-1']],
  ['bed', 'out.bed', ['track-0', 'track-1']],
  ['gff3', 'out.gff3', ['track-0', 'track-1']],
  ['tsv', 'out.tsv.gz', ['track-0', 'track-1']],
  ['json', 'out.json', ['log_likelihood', 'track-1']],
] as const)('an export as %s is what the command line would write', async (format, name, ids) => {
  const folder = temporaryFolder();
  const bench = openBench(locationsIn(folder));
  const project = await genome(bench);
  // At another place than the cache speaks of.
  await bench.predicted({ ...onA, project });
  const { run } = await bench.predicted({ ...onB, project });
  const threshold = format === 'bed' || format === 'gff3' ? 0.4 : undefined;
  const out = join(folder, 'window');
  const reference = join(folder, 'reference');
  for (const place of [out, reference]) mkdirSync(place);
  const regions = ['b:1,001-3,000', 'b:4,001-4,500'];
  const asked = { project, run, tracks: ids, format, threshold };
  const files = await bench.exportRun({ ...asked, regions, path: join(out, name) });

  const [made] = await runsOf(bench, project);
  const predictions = [
    [1000, 3000],
    [4000, 4500],
  ].map(([start, end]) => ({
    run: made!.run,
    region: { contig: 'b', start: start!, end: end! },
    tracks: ids.map((id) =>
      bench.withCache((cache) => cut(cache, made!.run.key, id, start!, end!)),
    ),
    fromCache: true,
  }));
  const contigs = [
    { name: 'a', length: shared.length },
    { name: 'b', length: before + shared.length + 8 },
    { name: 'c', length: shared.length },
  ];
  const path = join(reference, name);
  const expected = await exportPredictions({ predictions, contigs, path, format, threshold });
  expect(expected.length).toBeGreaterThan(0);
  expect(files).toEqual(
    expected.map((file) => ({ ...file, path: file.path.replace(reference, out) })),
  );
  for (const [i, file] of files.entries()) {
    expect(file.records).toBeGreaterThan(0);
    const bytes = readFileSync(file.path);
    expect(bytes.equals(readFileSync(expected[i]!.path)), file.path).toBe(true);
  }
});

function cut(
  cache: PredictionCache,
  key: string,
  id: string,
  start: number,
  end: number,
): TrackValues {
  const track = cache.readTrack(key, id, start - before, end - before);
  return { ...track, start: track.start + before };
}

it('an export without regions is of the region that was asked for', async () => {
  const folder = temporaryFolder();
  const bench = openBench(locationsIn(folder));
  const project = await genome(bench);
  const { run } = await bench.predicted({ ...onA, project, region: 'a:1,001-2,000', flank: 500 });
  const asked = { project, run, tracks: ['log_likelihood'], format: 'tsv' };
  const [file] = await bench.exportRun({ ...asked, path: join(folder, 'out.tsv') });
  expect(file).toMatchObject({ format: 'tsv', records: 1000, leftOut: 0 });
});

it('an export replaces a file that the person agreed to, and never one of the project', async () => {
  const folder = temporaryFolder();
  const bench = openBench(locationsIn(folder));
  const project = await genome(bench);
  const { run } = await bench.predicted({ ...onA, project, region: 'a:1,001-2,000', flank: 0 });
  const [path, other] = [join(folder, 'out.tsv'), join(folder, 'other.tsv')];
  writeFileSync(path, 'mine');
  const asked = { project, run, tracks: ['track-0'], format: 'tsv', path };
  const exists = { code: 'output-exists', file: path };
  await expect(bench.exportRun(asked)).rejects.toMatchObject(exists);
  await expect(bench.exportRun({ ...asked, replace: [other] })).rejects.toMatchObject(exists);
  expect(readFileSync(path, 'utf8')).toBe('mine');
  await bench.exportRun({ ...asked, replace: [path] });
  expect(readFileSync(path, 'utf8')).toContain('track-0');

  const { genome: fasta } = JSON.parse(readFileSync(projectFile(folder), 'utf8')) as {
    genome: string;
  };
  const sequence = resolve(dirname(projectFile(folder)), fasta);
  const model = join(bench.locations.shippedModels, 'random-hawk/config.json');
  const hard = join(folder, 'hard.tsv');
  linkSync(sequence, hard);
  for (const file of [sequence, hard, model, projectFile(folder)]) {
    const before = readFileSync(file);
    for (const write of [
      () => bench.exportRun({ ...asked, path: file, replace: [file] }),
      () => bench.exportRaw({ project, run, path: file, replace: [file] }),
    ]) {
      await expect(write()).rejects.toMatchObject({ code: 'usage' });
      await expect(write()).rejects.toThrow(/is read; name another file/);
    }
    expect(readFileSync(file).equals(before)).toBe(true);
  }
});

/** The one project that was saved. */
function projectFile(folder: string): string {
  const projects = join(folder, 'projects');
  const [name] = readdirSync(projects).filter((one) => one.endsWith('.megabase'));
  return join(projects, name!);
}

it('an export that cannot be is refused, and nothing is written', async () => {
  const folder = temporaryFolder();
  const bench = openBench(locationsIn(folder));
  const project = await genome(bench);
  const { run } = await bench.predicted({ ...onA, project, region: 'a:1,001-2,000', flank: 0 });
  const path = join(folder, 'out.tsv');
  const asked = { project, run, tracks: ['track-0'], format: 'tsv', path };
  for (const [change, code] of [
    [{ run: 'none' }, 'project-entry-unknown'],
    [{ tracks: ['none'] }, 'track-unknown'],
    [{ tracks: [] }, 'track-unknown'],
    [{ regions: ['a:1-100'] }, 'region-outside'],
    [{ regions: ['b:1,001-1,100'] }, 'region-outside'],
    [{ format: 'pdf' }, 'output-format'],
    [{ path: join(folder, 'none/out.tsv') }, 'output-unwritable'],
  ] as const) {
    await expect(bench.exportRun({ ...asked, ...change })).rejects.toMatchObject({ code });
  }
  expect(() => readFileSync(path)).toThrow('ENOENT');
});

it('a deleted run is gone from the project and from the cache', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const project = await genome(bench);
  const kept = await bench.predicted({ ...onA, project, region: 'a:1-1,600' });
  const { run } = await bench.predicted({ ...onA, project });
  const after = await bench.deleteRun({ project, run });
  expect(after.runs.map(({ id }) => id)).toEqual([kept.run]);
  expect(bench.withCache((cache) => cache.findRun(run))).toBeUndefined();
  expect(bench.withCache((cache) => cache.findRun(kept.run))).toBeDefined();
  await expect(bench.deleteRun({ project, run })).rejects.toMatchObject({
    code: 'project-entry-unknown',
  });
});

it('of two runs of the same content, one can be deleted', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const project = await genome(bench);
  const first = await bench.predicted({ ...onA, project });
  const second = await bench.predicted({ ...onA, project, region: 'c' });
  await bench.deleteRun({ project, run: first.run });
  const asked = { track: 'track-0', start: 0, end: 100, bpPerPixel: 1 };
  expect((await bench.view({ project, run: second.run, ...asked })).mean).toHaveLength(7);
  await bench.deleteRun({ project, run: second.run });
  expect(bench.withCache((cache) => cache.listRuns())).toEqual([]);
});

it('a repeat on one contig is a run at each of its places', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const path = join(bench.locations.projects, '../repeat.fa');
  writeFileSync(path, `>r\n${shared.slice(0, 1600).repeat(2)}\n`);
  const { id: project } = await bench.newProject({ path });
  const asked = { project, flank: 0, model, provider } as const;
  await bench.predicted({ ...asked, region: 'r:1-1,600' });
  await bench.predicted({ ...asked, region: 'r:1,601-3,200' });
  const runs = await runsOf(bench, project);
  expect(runs.map(({ run }) => run.interval.start)).toEqual([1600, 0]);
  expect(new Set(runs.map(({ id }) => id)).size).toBe(2);
});

it('a run that another project has stays until no project has it, open or not', async () => {
  const locations = locationsIn(temporaryFolder());
  const bench = openBench(locations);
  const project = await genome(bench);
  const open = await genome(bench, 'open.fa');
  const { run } = await bench.predicted({ ...onA, project });
  await bench.predicted({ ...onA, project: open });
  // A project outside the program's folder, known from the recent ones.
  const saved = (await bench.recentProjects())[0]!.path;
  const outside = join(dirname(locations.projects), 'outside.megabase');
  copyFileSync(saved, outside);
  await bench.openProject({ path: outside });
  await bench.close();

  const again = openBench(locations);
  const recent = await again.recentProjects();
  const [first, second, third] = recent.map(({ path }) => path);
  expect(first).toBe(outside);
  const one = await again.openProject({ path: second! });
  const other = await again.openProject({ path: third! });
  const has = () => again.withCache((cache) => cache.findRun(run) !== undefined);
  await again.deleteRun({ project: one.id, run });
  expect(await runsOf(again, other.id)).toHaveLength(1);
  await again.deleteRun({ project: other.id, run });
  // Only the one that is not open has it now.
  expect(has()).toBe(true);
  rmSync(outside);
  await again.predicted({ ...onA, project: one.id });
  await again.deleteRun({ project: one.id, run });
  expect(has()).toBe(false);
});

it('a run that the cache lost is told of, and is made anew in its own place', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const project = await genome(bench);
  const asked = { project, region: 'a:33-1,600', flank: 100, model, provider } as const;
  const { run } = await bench.predicted({ ...asked, tracks: ['track-1'] });
  const kept = await bench.predicted({ ...onA, project, region: 'a:1-320' });
  const [, before] = await runsOf(bench, project);
  bench.withCache((cache) => cache.deleteRun(run));

  const { project: told } = await bench.addFiles({ project, paths: [] });
  expect(told.runs.map(({ id }) => id)).toEqual([kept.run]);
  expect(told.lostRuns).toEqual([
    {
      ...{ id: run, tracks: ['track-1'], model },
      region: { contig: 'a', start: 32, end: 1600 },
      interval: before!.run.interval,
    },
  ]);
  const again = await bench.ended(await bench.predictAgain({ project, run, provider }));
  expect(again).toMatchObject({ state: 'done', run, region: told.lostRuns[0]!.region });
  const { project: after } = await bench.addFiles({ project, paths: [] });
  expect(after.lostRuns).toEqual([]);
  expect(after.runs.map(({ id }) => id)).toEqual([run, kept.run]);
  expect(after.runs[0]).toMatchObject({
    tracks: ['track-1'],
    region: before!.region,
    run: { interval: before!.run.interval },
  });

  // One that is taken off the list is not asked for any more.
  bench.withCache((cache) => cache.deleteRun(run));
  expect((await bench.deleteRun({ project, run })).lostRuns).toEqual([]);
  await expect(bench.predictAgain({ project, run, provider })).rejects.toMatchObject({
    code: 'project-entry-unknown',
  });
});

it('a lost run is made anew though the same is being predicted by itself', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const project = await genome(bench);
  const [region, tracks] = ['a:33-1,600', ['track-1']];
  const { run } = await bench.predicted({ project, region, flank: 100, model, tracks, provider });
  bench.withCache((cache) => cache.deleteRun(run));
  const plain = await bench.predict({ project, region, model, tracks, provider });
  const again = await bench.predictAgain({ project, run, provider });
  expect(again.id).not.toBe(plain.id);
  expect((await bench.predictAgain({ project, run, provider })).id).toBe(again.id);
  await bench.ended(plain);
  expect(await bench.ended(again)).toMatchObject({ state: 'done', run });
  const { project: after } = await bench.addFiles({ project, paths: [] });
  expect(after.lostRuns).toEqual([]);
});

it('a lost run takes the place of what it was, though engine or model compute otherwise now', async () => {
  const locations = locationsIn(temporaryFolder());
  const bench = openBench(locations);
  const project = await genome(bench);
  const { run } = await bench.predicted({ ...onA, project, region: 'a:1-1,600' });
  bench.withCache((cache) => cache.deleteRun(run));
  writeRandomModel(join(locations.shippedModels, 'random-hawk'), {
    seed: 2,
    config: { model_type: 'hawk' },
    tracks: { count: 2, bin: 16 },
  });
  const job = await bench.ended(await bench.predictAgain({ project, run, provider }));
  expect(job.run).not.toBe(run);
  const { project: after } = await bench.addFiles({ project, paths: [] });
  expect(after.runs.map(({ id }) => id)).toEqual([job.run]);
  expect(after.lostRuns).toEqual([]);
});
