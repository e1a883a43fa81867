import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { PassProgress } from '../../src-main/contract/index.ts';
import { openFasta } from '../../src-main/formats/fasta/index.ts';
import type { Genome } from '../../src-main/formats/genome/index.ts';
import { readModelPackage } from '../../src-main/model/index.ts';
import { embedRegions } from '../../src-main/analysis/embed/index.ts';
import { exportPredictions } from '../../src-main/analysis/export/index.ts';
import type { Environment } from '../../src-main/analysis/environment/index.ts';
import { resultOf, type InterimEvent } from '../../src-main/analysis/events/index.ts';
import { fitProbe } from '../../src-main/analysis/probe/index.ts';
import { loadModel, type LoadedModel } from '../../src-main/library/index.ts';
import { predict } from '../../src-main/analysis/predict/index.ts';
import type { ProbeSpec } from '../../src-main/analysis/probe/fit-probe.ts';
import { applyMap } from '../../src-main/analysis/probe/linear-map.ts';
import { writeProbe } from '../../src-main/analysis/probe/write-probe.ts';
import { exact, worstRatio } from '../support/compare.ts';
import { tutorialGenome } from '../support/cli.ts';
import { referenceModels } from '../support/paths.ts';
import { neverStopped, readAnalysis } from '../support/read-analysis.ts';
import { Random } from '../support/random.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { tutorialTruth } from '../support/tutorial-truth.ts';

const shared = sharedFolder();
const settings = { bin: 128, provider: 'cpu', threads: 2 } as const;
/** All of chrT2, and 4,000 bins of chrT1 with most of its enhancers. */
const regions = [
  { contig: 'chrT1', start: 100_352, end: 612_352 },
  { contig: 'chrT2', start: 0, end: 200_000 },
];
let genome: Genome;
let model: LoadedModel;
let enhancers: string;
beforeAll(async () => {
  genome = await openFasta(tutorialGenome, { indexFolder: join(shared, 'indexes') });
  const hawk = readModelPackage(referenceModels['hawk-tutorial']);
  model = await loadModel({ model: hawk, origin: 'shipped' });
  enhancers = join(shared, 'enhancers.bed');
  const truth = await Promise.all([tutorialTruth('chrT1'), tutorialTruth('chrT2')]);
  writeFileSync(enhancers, `${truth.flatMap((one) => one.enhancers).join('\n')}\n`);
  return () => genome.close();
});

/** An environment that keeps embeddings between the tests. */
function environment(): Environment {
  const [graphs, embeddings] = [join(shared, 'graphs'), join(shared, 'embeddings')];
  return { genome, model, graphs, embeddings, startComputeProcess: sharedComputeProcess };
}

/** Keeps what a fit says. */
function record() {
  const notes: string[] = [];
  const intervals: boolean[] = [];
  const progress: PassProgress[] = [];
  const onEvent = (event: InterimEvent<unknown>) => {
    if (event.kind === 'progress') progress.push(event.progress);
    if (event.kind !== 'note') return;
    if (event.note.kind === 'text') notes.push(event.note.text);
    if (event.note.kind === 'context') intervals.push(event.note.fromCache);
  };
  return { onEvent, notes, intervals, progress };
}

function fit(
  request: Pick<ProbeSpec, 'labels'> & Partial<ProbeSpec>,
  onEvent: (event: InterimEvent<unknown>) => void = () => undefined,
  more: { readonly environment?: Environment; readonly signal?: AbortSignal } = {},
) {
  const { signal = neverStopped } = more;
  const spec = { ...settings, regions, flank: 0, ...request };
  return resultOf(fitProbe(more.environment ?? environment(), spec, signal), onEvent);
}

it('enhancers of chrT1 are found by a probe that was fitted to those of chrT2 alone', async () => {
  const all = record();
  const { report, kind } = await fit({ labels: enhancers, holdOut: ['chrT1'] }, all.onEvent);
  expect(kind).toBe('classes');
  expect(report).toMatchObject({ labels: 'enhancers.bed', bin: 128, heldOut: 'chrT1' });
  const [track] = report.tracks;
  expect(track!.training).toEqual({ bins: 1562, positive: 23 });
  expect(track!.heldOut).toEqual({ bins: 4000, positive: 14 });
  const { auroc, auprc } = track!.metrics;
  expect(auroc!.value).toBeGreaterThanOrEqual(0.99);
  expect(auroc!.low).toBeGreaterThanOrEqual(0.98);
  // By chance it would be 14 of 4,000.
  expect(auprc!.value).toBeGreaterThan(0.8);
  expect(track!.calibration!.ece).toBeLessThan(0.01);
  expect(track!.learningCurve.map(({ share }) => share)).toEqual([0.1, 0.25, 0.5, 1]);
  expect(report.overlap).toMatchObject({ alike: 0, copies: 0 });
  expect(all.notes).toEqual([]);
  const { progress } = all;
  expect(progress.at(-1)).toMatchObject({ stage: 'fit', fraction: 1, secondsLeft: 0 });
  const fractions = progress.filter(({ stage }) => stage === 'fit').map((one) => one.fraction);
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
});

it('a second fit to the same regions computes no embedding again', async () => {
  const all = record();
  await fit({ labels: enhancers, holdOut: ['chrT2'] }, all.onEvent);
  expect(all.intervals).toEqual([true, true]);
});

it("a probe fitted to a bigWig of the model's promoter track on chrT2 tells it on chrT1", async () => {
  const predictFrom = (contig: string, start: number) => {
    const region = { contig, start, end: start + 200_000 };
    const asked = { tracks: ['promoter'], provider: 'cpu', threads: 2, flank: 0 } as const;
    return readAnalysis(predict(environment(), { ...asked, region }, neverStopped));
  };
  const predictions = [await predictFrom('chrT1', 100_352), await predictFrom('chrT2', 0)];
  const path = join(shared, 'promoter.bw');
  await exportPredictions({ predictions, contigs: genome.contigs, path });

  const { report, kind } = await fit({ labels: path, holdOut: ['chrT1'] });
  expect(kind).toBe('values');
  const { r2, pearson } = report.tracks[0]!.metrics;
  expect(r2!.value).toBeGreaterThanOrEqual(0.9);
  expect(r2!.low).toBeGreaterThanOrEqual(0.88);
  expect(pearson!.value).toBeGreaterThan(0.95);
  expect(report.tracks[0]!.learningCurve[0]!.value).toBeLessThan(r2!.value);
});

it('a probe fitted to places drawn at random stays at chance', async () => {
  const random = new Random(12);
  const lines = genome.contigs.flatMap(({ name, length }) =>
    Array.from({ length: length / 1000 }, () => {
      const start = random.below(length - 16);
      return `${name}\t${start}\t${start + 16}`;
    }),
  );
  const labels = join(shared, 'random.bed');
  writeFileSync(labels, `${lines.join('\n')}\n`);
  const { report } = await fit({ labels, holdOut: ['chrT1'] });
  const { auroc, auprc } = report.tracks[0]!.metrics;
  expect(report.tracks[0]!.heldOut.positive).toBeGreaterThan(400);
  expect(auroc!.value).toBeGreaterThan(0.45);
  expect(auroc!.value).toBeLessThan(0.55);
  expect(auprc!.value).toBeLessThan(0.2);
});

it('sequence that training has too is warned of, with its share', async () => {
  const labels = join(shared, 'copies.bed');
  const contig = 'chrT2';
  const lines = Array.from({ length: 40 }, (_, i) => `${contig}\t${i * 1000}\t${i * 1000 + 200}`);
  writeFileSync(labels, `${lines.join('\n')}\n`);
  // The genome's second contig is a copy of a part of the first.
  const letters = await genome.fetch({ contig, start: 0, end: 60_000 });
  const copied: Genome = {
    ...{ format: 'fasta', path: 'copied.fa' },
    contigs: [
      { name: 'chrT2', length: 60_000 },
      { name: 'copy', length: 20_000 },
    ],
    fetch: ({ contig: name, start, end }) =>
      Promise.resolve(
        letters.slice(
          name === 'copy' ? start + 10_000 : start,
          name === 'copy' ? end + 10_000 : end,
        ),
      ),
    close: () => Promise.resolve(),
  };
  writeFileSync(labels, readFileSync(labels, 'utf8') + 'copy\t0\t900\n');
  const all = record();
  const spec = { labels, regions: undefined, holdOut: ['copy'] };
  const { report } = await fit(spec, all.onEvent, {
    environment: { ...environment(), genome: copied },
  });
  expect(report.overlap.copies).toBe(1);
  expect(all.notes).toEqual([
    '100.0 % of the held-out sequence resembles training sequence (100.0 % are copies): the measures ' +
      'may promise more than new sequence will keep.',
  ]);
});

it('regions without a whole bin are refused before anything is computed', async () => {
  const short = [{ contig: 'chrT2', start: 100, end: 250 }];
  const all = record();
  await expect(fit({ labels: enhancers, regions: short }, all.onEvent)).rejects.toThrow(
    'None of the regions (1) holds a whole bin of 128 bp',
  );
  expect(all.intervals).toEqual([]);
});

it('a fit stops at once where it is cancelled', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const stop = (event: InterimEvent<unknown>) => {
    if (event.kind !== 'progress' || event.progress.stage !== 'fit') return;
    last = event.progress;
    controller.abort();
  };
  let last: PassProgress | undefined;
  const fitting = fit({ labels: enhancers, holdOut: ['chrT2'] }, stop, { signal });
  await expect(fitting).rejects.toMatchObject({ code: 'cancelled' });
  expect(last!.chunk).toBeLessThan(last!.chunks);
});

it('the head on its model predicts what the probe says of each bin, for each class a track', async () => {
  const labels = join(shared, 'classes.bed');
  const lines = readFileSync(enhancers, 'utf8').trim().split('\n');
  const classes = lines.map((line, i) => [...line.split('\t').slice(0, 3), i % 2 ? 'odd' : 'even']);
  writeFileSync(labels, classes.map((columns) => columns.join('\t')).join('\n'));
  const probe = await fit({ labels, byName: true, holdOut: ['chrT1'] });
  const folder = join(temporaryFolder(), 'my-probe');
  const head = await writeProbe(probe, { folder, id: 'my.probe', name: 'Mine' }, model);
  expect(readdirSync(folder).sort()).toEqual(['head.json', 'head.safetensors']);
  expect(head.manifest.trained).toMatchObject({ labels: 'classes.bed', heldOut: 'chrT1' });

  const both = readModelPackage(model.model.folder, [folder]);
  const composed = await loadModel({ model: both, origin: 'folder' });
  const region = { contig: 'chrT2', start: 0, end: 200_000 };
  const tracks = ['my_probe_even', 'my_probe_odd'];
  const prediction = await readAnalysis(
    predict(
      { ...environment(), model: composed },
      { region, tracks, provider: 'cpu', threads: 2, flank: 0 },
      neverStopped,
    ),
  );
  expect(prediction.tracks.map(({ info }) => info.label)).toEqual(['Mine: even', 'Mine: odd']);
  const [embeddings] = await readAnalysis(
    embedRegions(environment(), { ...settings, regions: [region] }, neverStopped),
  );
  const bins = Int32Array.from({ length: embeddings!.count }, (_, bin) => bin);
  for (const [i, { values }] of prediction.tracks.entries()) {
    const logits = applyMap(probe.tracks[i]!.map, embeddings!, bins);
    const expected = logits.map((x) => 1 / (1 + Math.exp(-x)));
    expect(worstRatio(values, expected)).toBeLessThan(exact);
  }

  const again = fit({ labels }, undefined, { environment: { ...environment(), model: composed } });
  await expect(again).rejects.toMatchObject({ code: 'usage' });
});

it('a head that cannot be written leaves nothing, and one that is there is not written over', async () => {
  const probe = await fit({ labels: enhancers, holdOut: ['chrT1'] });
  const parent = temporaryFolder();
  const misnamed = { folder: join(parent, 'x'), id: 'not an id', name: 'X' };
  await expect(writeProbe(probe, misnamed, model)).rejects.toMatchObject({
    code: 'head-manifest',
  });
  expect(readdirSync(parent)).toEqual([]);
  const folder = join(parent, 'enhancer');
  const head = await writeProbe(probe, { folder, id: 'enhancer', name: 'E' }, model);
  // The model has a track of that name.
  expect(head.manifest.outputs[0]).toMatchObject({
    tracks: [{ id: 'enhancer_probe', label: 'E' }],
  });
  const before = readFileSync(join(folder, 'head.json'));
  const named = { folder, id: 'enhancer', name: 'F' };
  await expect(writeProbe(probe, named, model)).rejects.toMatchObject({ code: 'usage' });
  // Asked before anything is fitted.
  const second = fit({ labels: '/none.bed', head: named });
  await expect(second).rejects.toMatchObject({ code: 'usage' });
  expect(readFileSync(join(folder, 'head.json'))).toEqual(before);
  expect(existsSync(join(folder, 'head.safetensors'))).toBe(true);
});
