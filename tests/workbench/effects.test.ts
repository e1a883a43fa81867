import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { EffectsRequest, Job, ProjectMap } from '../../src-main/contract/index.ts';
import { defaultTolerance } from '../../src-main/analysis/perturbations/index.ts';
import { resultOf } from '../../src-main/analysis/events/index.ts';
import { effectNotes, findEffects, writeEffectMap } from '../../src-main/analysis/effects/index.ts';
import { writeEffectBars } from '../../src-main/analysis/figure/index.ts';
import { loadModel, ModelLibrary } from '../../src-main/library/index.ts';
import { openEnvironment } from '../../src-main/analysis/environment/index.ts';
import { randomLetters, seeded, wrap } from '../formats/fixtures.ts';
import { sayingProvider } from '../support/saying-provider.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench, type Bench } from './open-workbench.ts';

const provider = 'cpu';
const model = 'random-hawk';
const knockOut = { kind: 'n' } as const;
const tiles = { kind: 'tile', bp: 100 } as const;

interface Own {
  readonly project: string;
  /** Ids of the tracks, by file name. */
  readonly tracks: Readonly<Record<string, string>>;
  readonly folder: string;
}

/** A contig of 4,000 bp with genes in both formats and a BED file. */
async function own(bench: Bench): Promise<Own> {
  const folder = join(bench.locations.projects, '..');
  const files = {
    'own.fa': `>chr1\n${wrap(randomLetters(seeded(5), 4000, 'ACGT'), 60)}`,
    'genes.gff3': [
      '##gff-version 3',
      'chr1\t.\tgene\t501\t900\t.\t+\t.\tID=g1;Name=First',
      'chr1\t.\texon\t501\t600\t.\t+\t.\tParent=g1',
      'chr1\t.\tgene\t1001\t1500\t.\t-\t.\tID=g2',
      '',
    ].join('\n'),
    'genes.gtf': [
      'chr1\t.\texon\t501\t600\t.\t+\t.\tgene_id "g1"; gene_name "First";',
      'chr1\t.\texon\t801\t900\t.\t+\t.\tgene_id "g1"; gene_name "First";',
      'chr1\t.\tgene\t1001\t1500\t.\t-\t.\tgene_id "g2";',
      'chr1\t.\texon\t1001\t1100\t.\t-\t.\tgene_id "g2";',
      '',
    ].join('\n'),
    'parts.bed': 'chr1\t700\t760\tmy enhancer\nchr1\t2000\t2050\nchr1\t3990\t4100\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const { id: project } = await bench.newProject({ path: join(folder, 'own.fa') });
  const paths = ['genes.gff3', 'genes.gtf', 'parts.bed'].map((name) => join(folder, name));
  const added = await bench.addFiles({ project, paths });
  const tracks = Object.fromEntries(added.project.tracks.map(({ name, id }) => [name, id]));
  return { project, tracks, folder };
}

function request({ project, tracks }: Own, change: Partial<EffectsRequest> = {}): EffectsRequest {
  const asked = { project, region: 'chr1:501-1,500', flank: 400, model, provider } as const;
  return { ...asked, elements: tiles, targets: tracks['genes.gff3'], knockOut, ...change };
}

async function made(bench: Bench, asked: EffectsRequest): Promise<Job & { map: string }> {
  const job = await bench.ended(await bench.findEffects(asked));
  if (job.state !== 'done') throw new Error(`The job is ${job.state}: ${job.error?.message}`);
  return { ...job, map: job.map! };
}

async function mapsOf(bench: Bench, project: string): Promise<readonly ProjectMap[]> {
  return (await bench.addFiles({ project, paths: [] })).project.maps;
}

it('a map is made as a job, belongs to the project, and is read again without computing', async () => {
  const locations = locationsIn(temporaryFolder());
  const bench = openBench(locations);
  const files = await own(bench);
  const { project } = files;
  const job = await made(bench, request(files));
  expect(job).toMatchObject({
    kind: 'effects',
    title: 'Effects in chr1:501-1,500 with Random hawk',
    region: { contig: 'chr1', start: 500, end: 1500 },
  });
  // Progress counts changed sequences.
  const stages = bench.seen.flatMap((event) =>
    event.kind === 'job' && event.job.progress ? [event.job.progress] : [],
  );
  expect(stages.find(({ stage }) => stage === 'edits')).toMatchObject({ chunks: 10 });

  const map = await bench.effectMap({ project, map: job.map });
  expect(map.elements).toHaveLength(10);
  expect(map.targets).toMatchObject([
    { name: 'First', gene: 'First', strand: '+', start: 436, end: 565 },
    { name: 'g2', strand: '-', start: 1435, end: 1564 },
  ]);
  expect(map.effects.some((effect) => effect !== 0)).toBe(true);
  const described = {
    ...{ id: job.map, elements: tiles, knockOut, track: 'track-0' },
    ...{ elementCount: 10, targetCount: 2, shown: true, model: map.model },
    ...{ interval: map.interval, region: { contig: 'chr1', start: 500, end: 1500 } },
  };
  expect(await mapsOf(bench, project)).toMatchObject([described]);
  const { path } = (await bench.recentProjects())[0]!;
  await bench.close();

  const again = openBench(locations);
  const opened = await again.openProject({ path });
  expect(opened.maps).toMatchObject([described]);
  expect(await again.effectMap({ project: opened.id, map: job.map })).toEqual(map);
  expect(await again.jobs()).toEqual([]);
});

it('values that are gone are not computed, but told of, and made anew in their place', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const files = await own(bench);
  const { project } = files;
  const { map } = await made(bench, request(files));
  const later = await made(bench, request(files, { elements: { kind: 'tile', bp: 500 } }));
  const before = await bench.effectMap({ project, map });
  await bench.updateProject({ project, shownMaps: [later.map] });
  expect((await mapsOf(bench, project)).map(({ shown }) => shown)).toEqual([true, false]);

  bench.withCache((cache) => cache.prune({ all: true }));
  await expect(bench.effectMap({ project, map })).rejects.toMatchObject({
    code: 'cache-missing',
    message: expect.stringMatching(/chr1:501-1,500.* 11 of 11 .*no longer in the cache/) as string,
  });
  const stored = () => bench.withCache((cache) => cache.info().edits);
  expect(stored()).toBe(0);
  const path = join(files.folder, 'lost.bedpe');
  const asked = { project, map, format: 'bedpe', threshold: 0, path };
  await expect(bench.exportEffects(asked)).rejects.toMatchObject({ code: 'cache-missing' });
  expect(() => readFileSync(path)).toThrow('ENOENT');

  // The sequence as it is, and one change of it, are there again.
  const file = files.tracks['parts.bed']!;
  const part = await made(bench, request(files, { elements: { kind: 'bed', file } }));
  await expect(bench.effectMap({ project, map })).rejects.toThrow('10 of 11 ');

  const job = await bench.ended(await bench.findEffectsAgain({ project, map, provider }));
  expect(job).toMatchObject({ state: 'done', map });
  const ids = (await mapsOf(bench, project)).map(({ id }) => id);
  expect(ids).toEqual([map, part.map, later.map]);
  expect(await bench.effectMap({ project, map })).toEqual(before);
});

it('an export is what the same request gives without the window', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const files = await own(bench);
  const { project, folder } = files;
  const knockOut = { kind: 'shuffle', times: 2 } as const;
  const { map } = await made(bench, request(files, { knockOut, readings: { strands: true } }));
  expect((await mapsOf(bench, project))[0]!.readings).toMatchObject({ strands: true });

  const signal = new AbortController().signal;
  const onNote = () => undefined;
  const fasta = join(folder, 'own.fa');
  const workspace = await openEnvironment({ fasta, cache: false }, { onNote, signal });
  const events = findEffects(
    { ...workspace, model: await loadModel(new ModelLibrary(bench.locations).find(model)) },
    {
      region: { contig: 'chr1', start: 500, end: 1500 },
      ...{ flank: 400, elements: tiles, knockOut, tolerance: defaultTolerance },
      ...{ targets: join(folder, 'genes.gff3'), provider, threads: 2 },
      readings: { strands: true },
    },
    signal,
  );
  const { map: found } = await resultOf(events, onNote);
  await workspace.close();
  const threshold = 0.001;
  for (const format of ['bedpe', 'tsv', 'json'] as const) {
    const [path, alone] = [join(folder, `a.${format}`), join(folder, `b.${format}`)];
    const file = await bench.exportEffects({ project, map, format, threshold, path });
    const expected = await writeEffectMap(found, alone, { format, threshold });
    expect(file).toEqual({ path, format, leftOut: 0, ...expected });
    expect(file.records).toBeGreaterThan(0);
    expect(readFileSync(path).equals(readFileSync(alone)), format).toBe(true);
    expect(readFileSync(path, 'utf8')).toContain('reverse');
  }
  const [path, alone] = [join(folder, 'a.svg'), join(folder, 'b.svg')];
  const bars = await bench.exportEffects({ project, map, format: 'svg', threshold, path });
  const notes = effectNotes([found]);
  const expected = await writeEffectBars([found], alone, { threshold: () => threshold, notes });
  expect(bars).toEqual({ path, format: 'svg', leftOut: 0, ...expected });
  expect(bars.records).toBeGreaterThan(0);
  expect(readFileSync(path, 'utf8')).toBe(readFileSync(alone, 'utf8'));
});

it('elements come from a track or a BED file, targets from GTF or from what the model calls', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const files = await own(bench);
  const { project, tracks } = files;
  const bed = await made(
    bench,
    request(files, {
      elements: { kind: 'bed', file: tracks['parts.bed']! },
      targets: tracks['genes.gtf'],
    }),
  );
  const map = await bench.effectMap({ project, map: bed.map });
  expect(map.elements).toEqual([{ contig: 'chr1', start: 700, end: 760, name: 'my enhancer' }]);
  expect(map.targets.map(({ name, start, strand }) => [name, start, strand])).toEqual([
    ['First', 436, '+'],
    ['g2', 1435, '-'],
  ]);
  expect((await mapsOf(bench, project))[0]!.elements).toEqual({ kind: 'bed', file: 'parts.bed' });

  const { targets: _, ...called } = request(files, {
    elements: { kind: 'track', track: 'track-1', threshold: 0.5 },
    targetTrack: 'track-1',
  });
  const job = await made(bench, called);
  const second = await bench.effectMap({ project, map: job.map });
  expect(second.track.id).toBe('track-1');
  expect(second.elements.length).toBeGreaterThan(0);
  expect(second.targets.length).toBeGreaterThan(0);
});

it('a map keeps the run that says where its elements are', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const files = await own(bench);
  const { project } = files;
  const elements = { kind: 'track', track: 'track-1', threshold: 0.5 } as const;
  const asked = { project, region: 'chr1:501-1,500', flank: 400, model, provider } as const;
  const { run } = await bench.predicted(asked);
  const { map } = await made(bench, request(files, { elements }));
  await bench.deleteRun({ project, run });
  expect((await bench.effectMap({ project, map })).elements.length).toBeGreaterThan(0);
  await bench.deleteMap({ project, map });
  expect(await mapsOf(bench, project)).toEqual([]);
  await expect(bench.effectMap({ project, map })).rejects.toMatchObject({
    code: 'project-entry-unknown',
  });
});

it('a map keeps it where another provider computed what follows', async () => {
  const locations = locationsIn(temporaryFolder());
  const bench = openBench(locations);
  const files = await own(bench);
  const { project } = files;
  const elements = { kind: 'track', track: 'track-1', threshold: 0.5 } as const;
  const asked = { project, region: 'chr1:501-1,500', flank: 400, model } as const;
  const { run } = await bench.predicted({ ...asked, provider });
  const { path } = (await bench.recentProjects())[0]!;
  await bench.close();

  const again = openBench(locations, sayingProvider('cuda'));
  const opened = await again.openProject({ path });
  const tracks = Object.fromEntries(opened.tracks.map(({ name, id }) => [name, id]));
  const now = { ...files, project: opened.id, tracks };
  const { map } = await made(again, request(now, { elements, provider: 'auto' }));
  await again.deleteRun({ project: opened.id, run });
  const shown = await again.effectMap({ project: opened.id, map });
  expect(shown.elements.length).toBeGreaterThan(0);
});

it('an estimate counts what is knocked out where that can be told, and the time once it is known', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const files = await own(bench);
  const knockOut = { kind: 'shuffle', times: 3 } as const;
  const first = await bench.estimateEffects(request(files, { knockOut }));
  expect(first).toMatchObject({
    interval: { contig: 'chr1', start: 96, end: 1904 },
    ...{ cached: false, elements: 10, sequences: 30 },
  });
  expect(first.memoryBytes).toBeGreaterThan(1e8);
  expect(first.seconds).toBeUndefined();
  // Where a track is high nobody knows before it was predicted.
  const elements = { kind: 'track', track: 'track-1', threshold: 0.5 } as const;
  const unknown = await bench.estimateEffects(request(files, { elements }));
  expect(unknown.elements).toBeUndefined();

  await made(bench, request(files, { elements }));
  const known = await bench.estimateEffects(request(files, { elements }));
  expect(known.cached).toBe(true);
  expect(known.elements).toBeGreaterThan(0);
  // A provider that is named has none of another's numbers.
  for (const [other, cached] of [
    ['auto', true],
    ['cuda', false],
  ] as const) {
    const asked = { ...request(files, { elements }), provider: other };
    expect(await bench.estimateEffects(asked), other).toMatchObject({ cached });
  }
  const timed = await bench.estimateEffects(request(files, { knockOut }));
  expect(timed.cached).toBe(false);
  expect(timed.seconds).toBeGreaterThan(0);
  await expect(
    bench.estimateEffects(request(files, { elements: { ...elements, threshold: 2 } })),
  ).rejects.toMatchObject({
    code: 'no-elements',
    message: expect.stringMatching(/nothing to knock/) as string,
  });
});

it('asks the process for progress some forty times a second at most, and for where edits begin and end', async () => {
  const asked: (number | undefined)[] = [];
  const heard: number[] = [];
  const bench = openBench(locationsIn(temporaryFolder()), () => {
    const child = sharedComputeProcess();
    return {
      ...child,
      send(request) {
        if ('job' in request) asked.push(request.job.progressEvery);
        child.send(request);
      },
      onReply(listener) {
        child.onReply((reply) => {
          if (reply.kind === 'progress' && reply.progress.stage === 'edits') {
            heard.push(reply.progress.fraction);
          }
          listener(reply);
        });
      },
    };
  });
  const files = await own(bench);
  await made(bench, request(files, {}));
  expect(asked.length).toBeGreaterThan(0);
  expect(new Set(asked)).toEqual(new Set([25]));
  expect(heard[0]).toBeLessThan(1);
  expect(heard.at(-1)).toBe(1);
});

it('a request that cannot be met is refused at once', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const files = await own(bench);
  const { tracks } = files;
  for (const [change, code] of [
    [{ region: 'chr2' }, 'contig-unknown'],
    [{ targetTrack: 'none' }, 'track-unknown'],
    [{ elements: { kind: 'track', track: 'none', threshold: 1 } }, 'track-unknown'],
    [{ elements: { kind: 'bed', file: tracks['genes.gtf']! } }, 'track-format'],
    [{ elements: { kind: 'bed', file: 'gone' } }, 'file-missing'],
    [{ targets: tracks['parts.bed'] }, 'track-format'],
    [{ model: 'none' }, 'model-missing'],
  ] as const) {
    await expect(bench.findEffects(request(files, change))).rejects.toMatchObject({ code });
  }
  expect(await bench.jobs()).toEqual([]);
});

it('a cancelled one leaves no map, and goes on from what was kept when it is tried again', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const files = await own(bench);
  const { project } = files;
  const knockOut = { kind: 'shuffle', times: 8 } as const;
  const elements = { kind: 'tile', bp: 10 } as const;
  const job = await bench.findEffects(request(files, { elements, knockOut }));
  await bench.ended(job, ({ progress }) => progress?.stage === 'edits');
  await bench.cancelJob({ id: job.id });
  expect(await bench.ended(job)).toMatchObject({ state: 'cancelled' });
  const told = bench.seen.flatMap((event) =>
    event.kind === 'job' && event.job.id === job.id ? [event.job] : [],
  );
  expect(told.findLast(({ progress }) => progress)!.fraction).toBeLessThan(1);
  expect(await mapsOf(bench, project)).toEqual([]);
  const again = await bench.ended(await bench.retryJob({ id: job.id }));
  expect(again.state).toBe('done');
  expect((await mapsOf(bench, project)).map(({ id }) => id)).toEqual([again.map]);
});

it('the tutorial tells its true enhancers and links', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const { elements, links } = await bench.tutorialEffects();
  expect(elements).toContainEqual({ contig: 'chrT1', start: 131_876, end: 131_891 });
  // Four enhancers of chrT2 have no promoter in their domain.
  expect(elements.length).toBe(new Set(links.map(({ element }) => element.start)).size + 4);
  expect(links.length).toBeGreaterThan(80);
  expect(links[0]).toEqual({
    name: 'chrT1_enhancer_1>chrT1_promoter_17',
    element: { contig: 'chrT1', start: 131_876, end: 131_891 },
    target: { contig: 'chrT1', start: 125_777, end: 125_793 },
    score: 1,
  });
});
