import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Job, TrackView } from '../../src-main/contract/index.ts';
import {
  canFindProcesses,
  computeProcesses,
  killComputeProcess,
  killIfAlive,
  standStill,
} from '../support/compute-processes.ts';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench, type Bench } from './open-workbench.ts';

/** With a model that ships: its head runs in 15 chunks. */
const region = 'chrT2:1-122,880';
const length = 122_880;
const asked = { region, flank: 0, model: 'hawk-tutorial', provider: 'cpu' } as const;
const zooms = [1, 128, 700, 4000];

async function tutorial(): Promise<{ bench: Bench; project: string }> {
  const shippedModels = join(root, 'native-models');
  const bench = openBench({ ...locationsIn(temporaryFolder()), shippedModels });
  return { bench, project: (await bench.openGuide({ guide: 'tutorial' })).id };
}

const isLive = ({ live }: Job) => live !== undefined && live.end < length;

/** What the window would draw of a job's run, at some zooms. */
function views(bench: Bench, project: string, run: string): Promise<TrackView[]> {
  const whole = { project, run, start: 0, end: length };
  return Promise.all(
    ['promoter', 'expression', 'entropy'].flatMap((track) =>
      zooms.map((bpPerPixel) => bench.view({ ...whole, track, bpPerPixel })),
    ),
  );
}

it('a running prediction answers with what is final, and the finished run with the same', async () => {
  const { bench, project } = await tutorial();
  const job = await bench.predict({ ...asked, project });
  const { live } = await bench.ended(job, isLive);
  const goOn = standStill();
  expect(live).toMatchObject({
    model: { id: 'hawk-tutorial' },
    interval: { contig: 'chrT2', start: 0, end: length },
    tracks: ['enhancer', 'insulator', 'promoter', 'expression'],
  });
  const before = await views(bench, project, live!.run);
  expect((await bench.addFiles({ project, paths: [] })).project.runs).toEqual([]);
  goOn();

  const done = await bench.ended(job);
  expect(done).toMatchObject({ state: 'done', run: live!.run });
  expect(done.live).toBeUndefined();
  const after = await views(bench, project, live!.run);
  for (const [i, { start, bin, mean, min, max }] of before.entries()) {
    const finished = after[i]!;
    expect([start, bin, mean.length]).toEqual([finished.start, finished.bin, finished.mean.length]);
    const final = mean.findIndex(Number.isNaN);
    // As far as the job said, or further: it had gone on meanwhile.
    expect(final).toBeGreaterThanOrEqual(Math.floor(live!.end / bin));
    expect(final).toBeLessThan(mean.length);
    for (const column of ['mean', 'min', 'max'] as const) {
      const shown = { mean, min, max }[column];
      expect(shown.subarray(0, final)).toEqual(finished[column].subarray(0, final));
      expect(shown.subarray(final).every(Number.isNaN)).toBe(true);
    }
  }
});

it('what is final grows from the left, and is told before the run is finished', async () => {
  const { bench, project } = await tutorial();
  const job = await bench.predict({ ...asked, project });
  await bench.ended(job);
  const told = bench.seen.flatMap((event) => (event.kind === 'job' ? [event.job] : []));
  const ends = told.flatMap(({ live }) => (live ? [live.end] : []));
  // At once with the first chunk.
  expect(ends[0]).toBeLessThanOrEqual(65_536);
  expect(ends).toEqual(ends.toSorted((a, b) => a - b));
  expect(told.filter(({ live }) => live).every(({ state }) => state === 'running')).toBe(true);
  // The finished run is there before the live one goes: the window has one of them at any time.
  const finished = bench.seen.findIndex(
    (event) => event.kind === 'project' && event.project.runs.length > 0,
  );
  const gone = bench.seen.findLastIndex((event) => event.kind === 'job' && event.job.live);
  const last = bench.seen.findLastIndex((event) => event.kind === 'job');
  expect(finished).toBeGreaterThan(gone);
  expect(finished).toBeLessThan(last);
});

it('a cancelled prediction shows nothing any more, and one from the cache never did', async () => {
  const { bench, project } = await tutorial();
  const job = await bench.predict({ ...asked, project });
  const { live } = await bench.ended(job, isLive);
  standStill();
  const look = { project, run: live!.run, track: 'promoter', start: 0, end: 9000, bpPerPixel: 128 };
  await expect(bench.view({ ...look, track: 'none' })).rejects.toMatchObject({
    code: 'track-unknown',
    message: expect.stringContaining('promoter, expression') as string,
  });
  expect((await bench.view(look)).mean.length).toBeGreaterThan(0);
  await bench.cancelJob(job);
  const cancelled = await bench.ended(job);
  expect(cancelled).toMatchObject({ state: 'cancelled' });
  expect(cancelled.live).toBeUndefined();
  await expect(bench.view(look)).rejects.toMatchObject({ code: 'project-entry-unknown' });

  await bench.predicted({ ...asked, project });
  const known = bench.seen.length;
  await bench.predicted({ ...asked, project });
  const told = bench.seen.slice(known).flatMap((one) => (one.kind === 'job' ? [one.job] : []));
  expect(told.length).toBeGreaterThan(0);
  expect(told.some(({ live }) => live)).toBe(false);
});

it.skipIf(!canFindProcesses)(
  'what is final stays while a dead process is started again, and goes when the job fails',
  async () => {
    const { bench, project } = await tutorial();
    const job = await bench.predict({ ...asked, project });
    const { live } = await bench.ended(job, isLive);
    const look = { project, run: live!.run, track: 'promoter', start: 0, end: 9, bpPerPixel: 1 };
    killComputeProcess();
    const restarted = await bench.ended(job, ({ notes }) =>
      notes.some((one) => /killed/.test(one)),
    );
    expect(restarted.live!.end).toBeGreaterThanOrEqual(live!.end);
    expect((await bench.view(look)).mean[0]).not.toBeNaN();

    // Until it is given up.
    const killing = setInterval(() => {
      for (const id of computeProcesses()) killIfAlive(id);
    }, 50);
    const failed = await bench.ended(job).finally(() => clearInterval(killing));
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'compute-died' } });
    expect(failed.live).toBeUndefined();
    await expect(bench.view(look)).rejects.toMatchObject({ code: 'project-entry-unknown' });
  },
);
