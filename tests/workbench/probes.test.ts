import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ProbeFitRequest } from '../../src-main/contract/index.ts';
import { tutorialLetters, writeFasta } from '../support/cli-genome.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench } from './open-workbench.ts';

/** A project with two contigs, and labels on both of them. */
async function prepare() {
  const folder = temporaryFolder();
  const bench = openBench(locationsIn(folder));
  const fasta = join(folder, 'genome.fa');
  const letters = tutorialLetters('chrT2');
  writeFasta(fasta, { one: letters.slice(0, 60_000), two: letters.slice(60_000, 90_000) });
  const labels = join(folder, 'labels.bed');
  const lines = ['one', 'two'].flatMap((contig) =>
    Array.from({ length: 14 }, (_, i) => `${contig}\t${i * 2000}\t${i * 2000 + 300}`),
  );
  writeFileSync(labels, `${lines.join('\n')}\n`);
  const project = await bench.newProject({ path: fasta });
  const request: ProbeFitRequest = {
    ...{ project: project.id, model: 'random-hawk', labels, id: 'mine', name: 'Mine' },
    ...{ bin: 100, provider: 'cpu' },
  };
  return { bench, request };
}

it('a probe that was fitted is told of with its report, and is a model to predict with', async () => {
  const { bench, request } = await prepare();
  const job = await bench.ended(await bench.fitProbe({ ...request, holdOut: ['two'] }));
  expect(job).toMatchObject({ kind: 'probe', state: 'done', title: 'Probe Mine on Random hawk' });
  expect(job.result).toMatch(/^AUROC 0\.\d{3} on two\.$/);
  const { model, report } = job.probe!;
  expect(model).toBe('random-hawk+mine');
  expect(report).toMatchObject({ kind: 'classes', heldOut: 'two', bin: 100 });
  expect(report.tracks[0]!.learningCurve).toHaveLength(4);
  expect(report.tracks[0]!.heldOut).toEqual({ bins: 300, positive: 42 });

  const card = (await bench.models()).find(({ id }) => id === model)!;
  expect(card.tracks).toContainEqual(expect.objectContaining({ id: 'mine', label: 'Mine' }));
  const { project } = request;
  const predicted = await bench.predicted({
    ...{ project, region: 'two:1-2,000', model, tracks: ['mine'], provider: 'cpu', flank: 0 },
  });
  const view = await bench.view({
    ...{ project, run: predicted.run, track: 'mine', start: 0, end: 2000, bpPerPixel: 1 },
  });
  const values = [...view.mean].filter((value) => !Number.isNaN(value));
  expect(values.length).toBeGreaterThan(0);
  for (const value of values) expect(Math.abs(value - 0.5)).toBeLessThanOrEqual(0.5);
});

it('what cannot be is refused before a job is made of it', async () => {
  const { bench, request } = await prepare();
  await expect(bench.fitProbe({ ...request, id: '../x' })).rejects.toMatchObject({ code: 'usage' });
  await expect(bench.fitProbe({ ...request, model: 'none' })).rejects.toMatchObject({
    code: 'model-missing',
  });
  await bench.ended(await bench.fitProbe(request));
  await expect(bench.fitProbe(request)).rejects.toThrow(/mine is there already/);
  expect(await bench.jobs()).toHaveLength(1);
});

it('a fit that fails or is cancelled leaves no head', async () => {
  const { bench, request } = await prepare();
  const failed = await bench.ended(await bench.fitProbe({ ...request, labels: '/none.bed' }));
  expect(failed).toMatchObject({ state: 'failed', error: { code: 'file-missing' } });
  const job = await bench.fitProbe(request);
  await bench.ended(job, ({ progress }) => progress !== undefined);
  await bench.cancelJob({ id: job.id });
  expect(await bench.ended(job)).toMatchObject({ state: 'cancelled' });
  const { userHeads } = bench.locations;
  expect(existsSync(userHeads) ? readdirSync(userHeads) : []).toEqual([]);
});
