import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type {
  BaseMapRequest,
  BaseQuestion,
  ProviderChoice,
} from '../../src-main/contract/index.ts';
import { PredictionCache } from '../../src-main/cache/index.ts';
import { defaultTolerance } from '../../src-main/analysis/perturbations/index.ts';
import { resultOf } from '../../src-main/analysis/events/index.ts';
import {
  defaultArc,
  findDependencies,
  writeDependencyMap,
} from '../../src-main/analysis/dependencies/index.ts';
import { findMutagenesis, writeMutagenesis } from '../../src-main/analysis/mutagenesis/index.ts';
import { loadModel, ModelLibrary } from '../../src-main/library/index.ts';
import { openEnvironment } from '../../src-main/analysis/environment/index.ts';
import { randomLetters, seeded, wrap } from '../formats/fixtures.ts';
import { neverStopped } from '../support/read-analysis.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench, type Bench } from './open-workbench.ts';

const model = 'random-hawk';
const readout = { kind: 'track', track: 'track-0', at: 'First' } as const;
const dependencies = { kind: 'dependencies' } as const;

interface Own {
  /** A mutagenesis of ten bases. */
  readonly request: BaseMapRequest;
  readonly question: Extract<BaseQuestion, { kind: 'mutagenesis' }>;
  readonly folder: string;
  readonly bed: string;
}

async function own(bench: Bench): Promise<Own> {
  const folder = join(bench.locations.projects, '..');
  const gene = 'chr1\t.\tgene\t501\t900\t.\t+\t.\tID=g1;Name=First\n';
  writeFileSync(
    join(folder, 'own.fa'),
    `>chr1\n${wrap(randomLetters(seeded(5), 2400, 'ACGT'), 60)}`,
  );
  writeFileSync(join(folder, 'genes.gff3'), gene);
  writeFileSync(join(folder, 'parts.bed'), 'chr1\t700\t760\n');
  const { id: project } = await bench.newProject({ path: join(folder, 'own.fa') });
  const paths = ['genes.gff3', 'parts.bed'].map((name) => join(folder, name));
  const { tracks } = (await bench.addFiles({ project, paths })).project;
  const idOf = (file: string) => tracks.find(({ name }) => name === file)!.id;
  const question = { kind: 'mutagenesis', readout, annotation: idOf('genes.gff3') } as const;
  const place = { region: 'chr1:491-500', flank: 400, model, provider: 'cpu' } as const;
  return { request: { project, ...place, question }, question, folder, bed: idOf('parts.bed') };
}

async function mapsOf(bench: Bench, project: string) {
  return (await bench.addFiles({ project, paths: [] })).project.baseMaps;
}

/** Has a map made, and gives the newest of the project. */
async function made(bench: Bench, request: BaseMapRequest) {
  const job = await bench.ended(await bench.findBaseMap(request));
  if (job.state !== 'done') throw new Error(`The job is ${job.state}: ${job.error?.message}`);
  const [map] = await mapsOf(bench, request.project);
  return { job, map: map! };
}

/** The same as the commands have it, of a genome that no cache knows. */
async function plain(bench: Bench, folder: string) {
  const environment = await openEnvironment(
    { fasta: join(folder, 'own.fa'), cache: false },
    { onNote: () => undefined, signal: neverStopped },
  );
  const loaded = await loadModel(new ModelLibrary(bench.locations).find(model));
  const place = { region: { contig: 'chr1', start: 490, end: 500 }, flank: 400 };
  const settings = { provider: 'cpu', threads: 1, tolerance: defaultTolerance } as const;
  return { with: { ...environment, model: loaded }, spec: { ...place, ...settings }, environment };
}

it('a mutagenesis is made as a job, kept in the project, and what the command would have found', async () => {
  const locations = locationsIn(temporaryFolder());
  const bench = openBench(locations);
  const { request, folder } = await own(bench);
  const { project } = request;
  const { job, map } = await made(bench, request);
  expect(job).toMatchObject({
    ...{ kind: 'mutagenesis', state: 'done', result: '10 bases were mapped.' },
    title: 'Mutagenesis of chr1:491-500 with Random hawk',
    region: { contig: 'chr1', start: 490, end: 500 },
  });
  const described = {
    ...{ id: map.id, shown: true, region: { contig: 'chr1', start: 490, end: 500 } },
    question: { kind: 'mutagenesis', readout, annotation: 'genes.gff3' },
    model: { id: model, name: 'Random hawk' },
  };
  expect(map).toMatchObject(described);
  const found = await bench.baseMap({ project, map: map.id });
  const path = join(folder, 'window.tsv');
  const asked = { project, map: map.id, format: 'tsv', path };
  expect(await bench.exportBaseMap(asked)).toMatchObject({ path, format: 'tsv', records: 10 });
  await expect(bench.exportBaseMap(asked)).rejects.toMatchObject({ code: 'output-exists' });
  const { path: file } = (await bench.recentProjects())[0]!;
  await bench.close();

  // It is in the project's file, with the annotation named relative to it, and in the cache.
  expect(readFileSync(file, 'utf8')).toContain('"annotation": "../genes.gff3"');
  const again = openBench(locations);
  const opened = await again.openProject({ path: file });
  expect(opened.baseMaps).toMatchObject([described]);
  expect(await again.baseMap({ project: opened.id, map: map.id })).toEqual(found);

  const command = await plain(bench, folder);
  const annotation = join(folder, 'genes.gff3');
  const events = findMutagenesis(
    command.with,
    { ...command.spec, readout, annotation },
    neverStopped,
  );
  const numbers = await resultOf(events, () => undefined);
  expect(found).toEqual({ kind: 'mutagenesis', numbers });
  expect(numbers.changes.some((change) => Math.abs(change) > 1e-4)).toBe(true);
  const printed = join(folder, 'command.tsv');
  await writeMutagenesis(numbers, printed, { format: 'tsv' });
  expect(readFileSync(path, 'utf8')).toBe(readFileSync(printed, 'utf8'));
  await command.environment.close();
});

it('writes over no annotation that it was made from, though that is no track any more', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const { request, question, folder } = await own(bench);
  const { project } = request;
  const { map } = await made(bench, request);
  await bench.removeTrack({ project, track: question.annotation! });
  const path = join(folder, 'genes.gff3');
  const before = readFileSync(path, 'utf8');
  const asked = { project, map: map.id, format: 'tsv', path, replace: [path] };
  await expect(bench.exportBaseMap(asked)).rejects.toMatchObject({ code: 'usage' });
  expect(readFileSync(path, 'utf8')).toBe(before);
});

it('a dependency map is made, exported and what the command would have found', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const { request, folder } = await own(bench);
  const { project } = request;
  const { job, map } = await made(bench, { ...request, question: dependencies });
  expect(job).toMatchObject({
    kind: 'dependencies',
    title: 'Dependency map of chr1:491-500 with Random hawk',
  });
  expect(map.question).toEqual(dependencies);
  const found = await bench.baseMap({ project, map: map.id });
  const path = join(folder, 'window.bedpe');
  const threshold = 1e-6;
  await bench.exportBaseMap({ project, map: map.id, format: 'bedpe', threshold, path });
  const command = await plain(bench, folder);
  const events = findDependencies(command.with, command.spec, neverStopped);
  const numbers = await resultOf(events, () => undefined);
  expect(found).toEqual({ kind: 'dependencies', numbers });
  const printed = join(folder, 'command.bedpe');
  await writeDependencyMap(numbers, printed, { format: 'bedpe', threshold });
  expect(readFileSync(path, 'utf8')).toBe(readFileSync(printed, 'utf8'));
  expect(readFileSync(path, 'utf8').split('\n').length).toBeGreaterThan(20);
  expect(numbers.values.some((value) => value > defaultArc / 1e6)).toBe(true);
  await command.environment.close();
});

it('what it takes is told before, and that nothing is left to compute afterwards', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const { request, question } = await own(bench);
  const likelihood = { ...question, readout: { kind: 'likelihood' } } as const;
  const estimated = async (question: BaseQuestion, provider: ProviderChoice = request.provider) => {
    const wanted = { ...request, question, provider };
    const { cached, sequences } = await bench.estimateBaseMap(wanted);
    return { cached, sequences };
  };
  expect(await estimated(question)).toEqual({ cached: false, sequences: 30 });
  expect(await estimated(likelihood)).toEqual({ cached: false, sequences: 1 });
  expect(await estimated(dependencies)).toEqual({ cached: false, sequences: 30 });
  for (const asked of [question, likelihood, dependencies]) {
    await made(bench, { ...request, question: asked });
    expect(await estimated(asked)).toMatchObject({ cached: true });
    expect(await estimated(asked, 'auto')).toMatchObject({ cached: true });
    expect(await estimated(asked, 'cuda')).toMatchObject({ cached: false });
  }
  expect(await mapsOf(bench, request.project)).toHaveLength(3);
  // A dependency map is large: none of its rows is read for it.
  const reads = vi.spyOn(PredictionCache.prototype, 'findEdits');
  expect(await estimated(dependencies)).toMatchObject({ cached: true });
  expect(reads).not.toHaveBeenCalled();
  reads.mockRestore();
  // Asked again it takes its own place.
  await made(bench, request);
  const maps = await mapsOf(bench, request.project);
  expect(maps.map((one) => one.question)).toEqual([
    { ...question, annotation: 'genes.gff3' },
    dependencies,
    { ...likelihood, annotation: 'genes.gff3' },
  ]);
});

it('is hidden, made anew where its values are gone, and deleted', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const { request } = await own(bench);
  const { project } = request;
  const first = (await made(bench, request)).map.id;
  const second = (await made(bench, { ...request, question: dependencies })).map.id;
  await bench.updateProject({ project, shownBaseMaps: [first] });
  const shown = (await mapsOf(bench, project)).map(({ id, shown }) => [id, shown]);
  expect(shown).toEqual([
    [second, false],
    [first, true],
  ]);
  const before = await bench.baseMap({ project, map: first });
  bench.withCache((cache) => cache.prune({ all: true }));
  await expect(bench.baseMap({ project, map: first })).rejects.toMatchObject({
    code: 'cache-missing',
    message: expect.stringMatching(/^The mutagenesis of chr1:491-500 cannot be shown/) as string,
  });
  await expect(bench.baseMap({ project, map: second })).rejects.toThrow('The dependency map of');
  await bench.ended(await bench.findBaseMapAgain({ project, map: first, provider: 'cpu' }));
  expect(await bench.baseMap({ project, map: first })).toEqual(before);
  await bench.deleteBaseMap({ project, map: second });
  expect((await mapsOf(bench, project)).map(({ id }) => id)).toEqual([first]);
  await expect(bench.baseMap({ project, map: second })).rejects.toMatchObject({
    code: 'project-entry-unknown',
  });
});

it('is refused at once where the model, the region or the annotation is none', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const { request, question, bed } = await own(bench);
  for (const [change, code] of [
    [{ region: 'chr9:1-10' }, 'contig-unknown'],
    [{ question: { ...question, readout: { kind: 'track', track: 'nothing' } } }, 'track-unknown'],
    [{ question: { ...question, annotation: bed } }, 'track-format'],
    [{ project: 'none' }, 'project-unknown'],
  ] as const) {
    const asked = { ...request, ...change };
    await expect(bench.findBaseMap(asked)).rejects.toMatchObject({ code });
    await expect(bench.estimateBaseMap(asked)).rejects.toMatchObject({ code });
  }
  // Longer ones are the command's: a page would hold all their pairs.
  const long = { ...request, question: dependencies, region: 'chr1:1-2,001' };
  const message =
    /^chr1:1-2,001 has 2,001 bp\. The window shows dependency maps of at most 2,000 bp;/;
  await expect(bench.findBaseMap(long)).rejects.toThrow(message);
  await expect(bench.estimateBaseMap(long)).rejects.toThrow(message);
});
