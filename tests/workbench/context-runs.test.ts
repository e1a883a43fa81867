import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { PredictRequest } from '../../src-main/contract/index.ts';
import { contextEffect } from '../../src-main/analysis/context/index.ts';
import { openEnvironment } from '../../src-main/analysis/environment/index.ts';
import { exportPredictions } from '../../src-main/analysis/export/index.ts';
import { loadModel, ModelLibrary } from '../../src-main/library/index.ts';
import { randomLetters, seeded, wrap } from '../formats/fixtures.ts';
import { neverStopped, readAnalysis } from '../support/read-analysis.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench, type Bench } from './open-workbench.ts';

const model = 'random-hawk';
const place = { region: 'chr1:1-2,000', flank: 0, model, provider: 'cpu' } as const;
const window = 512;

async function own(bench: Bench): Promise<{ plain: PredictRequest; folder: string }> {
  const folder = join(bench.locations.projects, '..');
  const letters = randomLetters(seeded(7), 2000, 'ACGT');
  writeFileSync(join(folder, 'own.fa'), `>chr1\n${wrap(letters, 60)}`);
  const { id: project } = await bench.newProject({ path: join(folder, 'own.fa') });
  return { plain: { project, ...place, tracks: ['track-0'] }, folder };
}

async function projectOf(bench: Bench, { project }: PredictRequest) {
  return (await bench.addFiles({ project, paths: [] })).project;
}

it('a context effect is a run of its own beside the prediction, and what the command would have found', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const { plain, folder } = await own(bench);
  const { project } = plain;
  const asked = { ...plain, window };
  expect(await bench.estimate(asked)).toMatchObject({ cached: false });
  const job = await bench.predicted(asked);
  expect(job.title).toBe('Context effect in chr1:1-2,000 with Random hawk');
  expect(await bench.estimate(asked)).toMatchObject({ cached: true });
  const { run: predicted } = await bench.predicted(plain);
  expect((await projectOf(bench, plain)).runs).toMatchObject([
    { id: predicted, tracks: ['track-0'], window: undefined },
    { id: job.run, tracks: ['track-0'], window },
  ]);

  const path = join(folder, 'window.tsv');
  const export_ = { project, run: job.run, tracks: ['track-0'], format: 'tsv', path };
  await bench.exportRun(export_);
  const environment = await openEnvironment(
    { fasta: join(folder, 'own.fa'), cache: false },
    { onNote: () => undefined, signal: neverStopped },
  );
  const loaded = await loadModel(new ModelLibrary(bench.locations).find(model));
  const region = { contig: 'chr1', start: 0, end: 2000 };
  const settings = { flank: 0, provider: 'cpu', threads: 1, tracks: ['track-0'], window } as const;
  const events = contextEffect(
    { ...environment, model: loaded },
    { region, ...settings },
    neverStopped,
  );
  const prediction = await readAnalysis(events);
  const printed = join(folder, 'command.tsv');
  const { contigs } = environment.genome;
  await exportPredictions({ predictions: [prediction], contigs, path: printed, format: 'tsv' });
  await environment.close();
  const lines = (file: string) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => !line.startsWith('#'));
  expect(lines(path)).toEqual(lines(printed));
  // The first window is read alike in both; those after it know of what comes before them.
  const values = lines(path).map((line) => Number(line.split('\t').at(-1)));
  expect(values.some((value) => Math.abs(value) > 1e-4)).toBe(true);
});

it('it is made anew where its values are gone, and refused as a prediction', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const { plain, folder } = await own(bench);
  const { project } = plain;
  const { run } = await bench.predicted({ ...plain, window });
  const path = join(folder, 'raw.safetensors');
  await expect(bench.exportRaw({ project, run, path })).rejects.toMatchObject({ code: 'usage' });
  const genes = { project, run, format: 'gff3', path: join(folder, 'g.gff3'), threshold: 0.5 };
  await expect(bench.exportGenes(genes)).rejects.toThrow('This run is a context effect');

  bench.withCache((cache) => cache.prune({ all: true }));
  expect((await projectOf(bench, plain)).lostRuns).toMatchObject([{ id: run, window }]);
  await bench.ended(await bench.predictAgain({ project, run, provider: 'cpu' }));
  expect((await projectOf(bench, plain)).runs).toMatchObject([{ id: run, window }]);
});

it.each([
  [{ window: 2000 }, /^chr1:1-2,000, the context, has 2,000 bp and fits into one window/],
  [{ window: 512, region: 'chr1:1-512' }, /no state would be reset/],
])('%j resets nothing, which is said before', async (change, message) => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const { plain } = await own(bench);
  await expect(bench.estimate({ ...plain, ...change })).rejects.toThrow(message);
});
