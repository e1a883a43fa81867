import { copyFileSync, existsSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Job } from '../../src-main/contract/index.ts';
import { forkComputeProcess } from '../../src-main/engine/process/start-compute-process.ts';
import type { StartComputeProcess } from '../../src-main/engine/index.ts';
import { randomLetters, seeded, wrap } from '../formats/fixtures.ts';
import { canFindProcesses, computeProcesses } from '../support/compute-processes.ts';
import { root } from '../support/paths.ts';
import { endSharedProcess } from '../support/shared-compute-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { JobQueue } from '../../src-main/workbench/jobs/job-queue.ts';
import { locationsIn, openBench, type Bench } from './open-workbench.ts';

const provider = 'cpu';
const model = 'random-hawk';

async function small(bench: Bench): Promise<string> {
  const path = join(bench.locations.projects, '../own.fa');
  writeFileSync(path, `>chr1\n${wrap(randomLetters(seeded(5), 4000, 'ACGT'), 60)}`);
  return (await bench.newProject({ path })).id;
}

/** The tutorial with its own model: a megabase takes long enough to be cancelled. */
function tutorialBench(startProcess?: StartComputeProcess): Bench {
  const shippedModels = join(root, 'native-models');
  return openBench({ ...locationsIn(temporaryFolder()), shippedModels }, startProcess);
}

const long = { region: 'chrT1', model: 'hawk-tutorial', provider } as const;

function states(bench: Bench, { id }: Job): string[] {
  const all = bench.seen.flatMap((event) => (event.kind === 'job' ? [event.job] : []));
  return all
    .filter((job) => job.id === id)
    .map(({ state }) => state)
    .filter((state, i, list) => state !== list[i - 1]);
}

it('jobs run one after the other, in the order they were asked for', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const project = await small(bench);
  const regions = ['chr1:1-1,600', 'chr1:1,601-3,200', 'chr1:1-3,200'];
  const jobs: Job[] = [];
  for (const region of regions)
    jobs.push(await bench.predict({ project, region, model, provider }));
  expect((await bench.jobs()).map(({ id }) => id)).toEqual(jobs.map(({ id }) => id));
  expect(jobs.map(({ title }) => title)).toEqual(
    regions.map((region) => `${region} with Random hawk`),
  );
  await bench.ended(jobs[2]!);
  const order = bench.seen.flatMap((event) =>
    event.kind === 'job' && event.job.state !== 'queued' ? [event.job.id] : [],
  );
  expect(order.filter((id, i) => id !== order[i - 1])).toEqual(jobs.map(({ id }) => id));
  for (const job of jobs) expect(states(bench, job)).toEqual(['queued', 'running', 'done']);
  // A window that only listens has the runs too, newest first.
  const projects = bench.seen.flatMap((event) => (event.kind === 'project' ? [event.project] : []));
  expect(projects.at(-1)?.runs.map(({ region }) => region.end)).toEqual([3200, 3200, 1600]);
});

it('the same that waits or runs is not done twice; once it is cancelled or over, it is done anew', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const project = await small(bench);
  const request = { project, region: 'chr1:1-1,600', model, provider } as const;
  const first = await bench.predict(request);
  expect((await bench.predict(request)).id).toBe(first.id);
  const other = await bench.predict({ ...request, flank: 0 });
  expect(other.id).not.toBe(first.id);
  await bench.cancelJob({ id: other.id });
  expect((await bench.predict({ ...request, flank: 0 })).id).not.toBe(other.id);
  await bench.ended(first);
  expect((await bench.predict(request)).id).not.toBe(first.id);
});

it('what is begun in advance gives the project nothing, is taken over when it is asked for, and gives way', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const project = await small(bench);
  const request = { project, region: 'chr1:1-1,600', model, provider } as const;
  const gone = (id: string) =>
    expect
      .poll(() => bench.seen.some((event) => event.kind === 'job-gone' && event.id === id))
      .toBe(true);
  const runs = async () => (await bench.openProject({ path: await pathOf(bench) })).runs;

  // Nobody asks for it: it is in the cache then, and leaves no word.
  const first = await bench.predict({ ...request, ahead: true });
  expect(first.ahead).toBe(true);
  await gone(first.id);
  expect([await bench.jobs(), await runs()]).toEqual([[], []]);
  expect((await bench.estimate(request)).cached).toBe(true);
  await bench.ended(await bench.predict(request));
  expect(await runs()).toHaveLength(1);

  // It is asked for while it waits: one job, and its run is the project's.
  const wide = { ...request, region: 'chr1:1-3,200' };
  const ahead = await bench.predict({ ...wide, ahead: true });
  const asked = await bench.predict(wide);
  expect(asked).toMatchObject({ id: ahead.id, ahead: undefined });
  await bench.ended(asked);
  expect(await runs()).toHaveLength(2);

  // Other work does not wait for it.
  const other = await bench.predict({ ...request, region: 'chr1:801-3,200', ahead: true });
  const wanted = await bench.predict({ ...request, region: 'chr1:1,601-3,200' });
  await bench.ended(wanted);
  await gone(other.id);
  expect(await runs()).toHaveLength(3);
  expect((await bench.jobs()).every(({ ahead }) => !ahead)).toBe(true);
});

it('a running job tells how far it is, at most some ten times a second', async () => {
  const bench = tutorialBench();
  const { id: project } = await bench.openGuide({ guide: 'tutorial' });
  const begun = performance.now();
  const job = await bench.predict({ ...long, project, region: 'chrT2:1-60,000', flank: 0 });
  const { provider: used, fraction } = await bench.ended(job);
  const seconds = (performance.now() - begun) / 1000;
  expect(used).toBe('cpu');
  expect(fraction).toBe(1);
  const told = bench.seen.flatMap((event) =>
    event.kind === 'job' && event.job.id === job.id ? [event.job] : [],
  );
  const fractions = told.flatMap((one) => one.fraction ?? []);
  expect(fractions.length).toBeGreaterThan(3);
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  expect(told.findLast(({ progress }) => progress)?.progress).toMatchObject({ layers: 4 });
  // Besides progress: queued, running, provider, the first tracks, done.
  expect(told.length).toBeLessThanOrEqual(10 * seconds + 5);
});

it('a running job and a queued one are cancelled at once', async () => {
  const bench = tutorialBench();
  const { id: project } = await bench.openGuide({ guide: 'tutorial' });
  const running = await bench.predict({ ...long, project });
  const queued = await bench.predict({ ...long, project, region: 'chrT2' });
  const last = await bench.predict({ ...long, project, region: 'chrT2:1-1,000', flank: 0 });
  await bench.ended(running, ({ progress }) => progress?.stage === 'layers');

  await bench.cancelJob({ id: queued.id });
  expect((await bench.ended(queued)).state).toBe('cancelled');
  await bench.cancelJob({ id: running.id });
  const cancelled = await bench.ended(running);
  expect(cancelled).toMatchObject({ state: 'cancelled' });
  expect(cancelled.error).toBeUndefined();
  expect(cancelled.fraction).toBeLessThan(1);
  expect(states(bench, queued)).toEqual(['queued', 'cancelled']);
  // The queue goes on.
  expect((await bench.ended(last)).state).toBe('done');
});

it.skipIf(!canFindProcesses)('closing the workbench leaves no process behind', async () => {
  await endSharedProcess();
  const bench = tutorialBench(forkComputeProcess);
  const { id: project } = await bench.openGuide({ guide: 'tutorial' });
  const running = await bench.predict({ ...long, project });
  await bench.ended(running, ({ progress }) => progress !== undefined);
  expect(computeProcesses()).toHaveLength(1);
  await bench.close();
  expect(computeProcesses()).toEqual([]);
  expect(states(bench, running).at(-1)).toBe('cancelled');
});

it('a job that fails says why and what to do, and succeeds once the cause is gone', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const project = await small(bench);
  const weights = join(bench.locations.shippedModels, model, 'model.safetensors');
  copyFileSync(weights, `${weights}.whole`);
  truncateSync(weights, 5000);
  const region = 'chr1:1-1,600';
  const failed = await bench.ended(await bench.predict({ project, region, model, provider }));
  expect(failed.state).toBe('failed');
  expect(failed.error).toEqual({
    code: 'safetensors-format',
    message: expect.stringContaining('model.safetensors') as string,
    advice: expect.stringMatching(/damaged or truncated/) as string,
  });

  // Not mended yet: it fails once more, and in the place of the first.
  const again = await bench.retryJob({ id: failed.id });
  expect((await bench.ended(again)).state).toBe('failed');
  expect(bench.seen).toContainEqual({ kind: 'job-gone', id: failed.id });
  copyFileSync(`${weights}.whole`, weights);
  const third = await bench.retryJob({ id: again.id });
  expect(third).toMatchObject({ kind: 'predict', title: failed.title, project, state: 'queued' });
  const done = await bench.ended(third);
  expect(done).toMatchObject({ state: 'done' });
  expect((await bench.jobs()).map(({ id }) => id)).toEqual([third.id]);
  const { project: described } = await bench.addFiles({ project, paths: [] });
  expect(described.runs.map(({ id }) => id)).toEqual([done.run]);
});

it('a cancelled job can be asked for once more', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const project = await small(bench);
  const asked = { project, model, provider } as const;
  const first = await bench.predict({ ...asked, region: 'chr1' });
  const second = await bench.predict({ ...asked, region: 'chr1:1-1,600' });
  await bench.cancelJob({ id: second.id });
  await bench.ended(first);
  const retried = await bench.retryJob({ id: second.id });
  expect((await bench.ended(retried)).state).toBe('done');
});

it('a dismissed job is off the list; one that has not ended stays', async () => {
  const bench = tutorialBench();
  const { id: project } = await bench.openGuide({ guide: 'tutorial' });
  const running = await bench.predict({ ...long, project });
  for (const act of ['dismissJob', 'retryJob'] as const) {
    await expect(bench[act](running)).rejects.toMatchObject({ code: 'job-unknown' });
  }
  await bench.cancelJob({ id: running.id });
  await bench.ended(running);
  await bench.dismissJob({ id: running.id });
  expect(await bench.jobs()).toEqual([]);
  expect(bench.seen.at(-1)).toEqual({ kind: 'job-gone', id: running.id });
  for (const act of ['dismissJob', 'retryJob', 'cancelJob'] as const) {
    await expect(bench[act](running)).rejects.toMatchObject({ code: 'job-unknown' });
  }
});

it('a request that cannot be met is refused at once and is no job', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const project = await small(bench);
  const asked = { project, region: 'chr1', model, provider } as const;
  for (const [change, code] of [
    [{ region: 'chr2' }, 'contig-unknown'],
    [{ region: 'chr1:1-9,000' }, 'region-outside'],
    [{ model: 'none' }, 'model-missing'],
    [{ tracks: ['none'] }, 'track-unknown'],
    [{ project: 'none' }, 'project-unknown'],
  ] as const) {
    await expect(bench.predict({ ...asked, ...change })).rejects.toMatchObject({ code });
  }
  expect(await bench.jobs()).toEqual([]);
});

it('the index of a large genome is built as a job, with progress', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const path = largeFasta(bench);
  const project = await bench.newProject({ path });
  const [job] = await bench.jobs();
  expect(job).toMatchObject({ kind: 'index', state: 'done', title: 'Index of large.fa' });
  expect(job).toMatchObject({ project: project.id, fraction: 1 });
  const told = bench.seen.flatMap((event) => (event.kind === 'job' ? [event.job] : []));
  expect(told[0]?.fraction).toBeLessThan(0.5);
  expect(states(bench, job!)).toEqual(['running', 'done']);

  // The second time there is an index, and nothing to show.
  await bench.dismissJob({ id: job!.id });
  await bench.newProject({ path });
  expect(await bench.jobs()).toEqual([]);
});

it('building an index does not wait for a prediction', async () => {
  const bench = tutorialBench();
  const { id: project } = await bench.openGuide({ guide: 'tutorial' });
  const running = await bench.predict({ ...long, project });
  const other = await bench.newProject({ path: largeFasta(bench) });
  expect(other.genome?.contigs).toHaveLength(1);
  const now = (await bench.jobs()).find(({ id }) => id === running.id);
  expect(now?.state).toMatch(/queued|running/);
});

it('the building of an index can be cancelled, and tried again as a job', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const path = largeFasta(bench);
  const making = bench.newProject({ path });
  making.catch(() => undefined);
  const job = await firstJob(bench);
  await bench.cancelJob({ id: job.id });
  await expect(making).rejects.toMatchObject({ code: 'cancelled' });
  expect((await bench.ended(job)).state).toBe('cancelled');
  expect(await bench.recentProjects()).toEqual([]);
  const indexes = join(bench.locations.cache, 'indexes');
  expect(existsSync(indexes) ? readdirSync(indexes) : []).toEqual([]);

  const done = await bench.ended(await bench.retryJob({ id: job.id }));
  expect(done).toMatchObject({ kind: 'index', state: 'done' });
  const [recent] = await bench.recentProjects();
  expect((await bench.openProject(recent!)).id).toBe(done.project);
});

it('a genome that turns out to be damaged fails its index with the place', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const path = largeFasta(bench, '\nAC GT\n');
  await expect(bench.newProject({ path })).rejects.toMatchObject({ code: 'fasta-format' });
  const [job] = await bench.jobs();
  expect(job).toMatchObject({ state: 'failed', error: { code: 'fasta-format' } });
  expect(await bench.recentProjects()).toEqual([]);
});

it('a project whose index is cancelled while it opens lacks only its genome', async () => {
  const locations = locationsIn(temporaryFolder());
  const bench = openBench(locations);
  const { path } = await bench.newProject({ path: largeFasta(bench) });
  await bench.close();
  const again = openBench({ ...locations, cache: `${locations.cache}-other` });
  const opening = again.openProject({ path });
  const job = await firstJob(again);
  await again.cancelJob({ id: job.id });
  const opened = await opening;
  expect(opened.genome).toBeUndefined();
  expect(opened.missing).toMatchObject([{ id: 'genome' }]);
  await again.ended(await again.retryJob({ id: job.id }));
  const event = again.seen.findLast(({ kind }) => kind === 'project');
  expect(event).toMatchObject({ project: { id: opened.id, missing: [] } });
});

it('a model is verified as a job, and a wrong one fails', async () => {
  const folder = temporaryFolder();
  const shippedModels = join(root, 'native-models');
  const bench = openBench({ ...locationsIn(folder), shippedModels });
  const job = await bench.ended(await bench.verifyModel({ id: 'hawk-tutorial' }));
  expect(job).toMatchObject({ kind: 'verify', state: 'done', title: 'Verify Hawk tutorial' });
  expect(job.result).toMatch(/^Agrees with its reference: off by at most \d\.\de-\d/);

  // The random model with a reference that another model made.
  const other = openBench(locationsIn(folder));
  const reference = 'expected.safetensors';
  copyFileSync(
    join(root, 'tests/reference/hawk-bi', reference),
    join(other.locations.shippedModels, model, reference),
  );
  const failed = await other.ended(await other.verifyModel({ id: model }));
  expect(failed).toMatchObject({ state: 'failed', error: { code: 'reference-differs' } });
});

function largeFasta(bench: Bench, middle = ''): string {
  const path = join(bench.locations.projects, '../large.fa');
  const half = `${'ACGTTGCA'.repeat(10)}\n`.repeat(100_000);
  writeFileSync(path, `>chr1\n${half}${middle}${half}`);
  return path;
}

async function firstJob(bench: Bench): Promise<Job> {
  for (;;) {
    const [job] = await bench.jobs();
    if (job) return job;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

it('a result that finds no room fails the job in words of memory', async () => {
  const jobs = new JobQueue({
    onChange: () => undefined,
    onGone: () => undefined,
    adviceFor: (code) => `about ${code}`,
  });
  const { id } = jobs.add({ kind: 'predict', title: 'too much' }, () =>
    Promise.resolve({ fraction: new ArrayBuffer(Number.MAX_SAFE_INTEGER).byteLength }),
  );
  await expect
    .poll(() => jobs.list().find((job) => job.id === id))
    .toMatchObject({
      state: 'failed',
      error: { code: 'memory-short', advice: 'about memory-short' },
    });
});

async function pathOf(bench: Bench): Promise<string> {
  return (await bench.recentProjects())[0]!.path;
}
