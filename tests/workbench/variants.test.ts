import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type {
  Job,
  PassProgress,
  VariantColumn,
  VariantRowsRequest,
  VariantSet,
  VariantsRequest,
} from '../../src-main/contract/index.ts';
import { defaultTolerance } from '../../src-main/analysis/perturbations/index.ts';
import {
  scoreVariants,
  writeScored,
  writeVariants,
} from '../../src-main/analysis/variants/index.ts';
import { loadModel, ModelLibrary } from '../../src-main/library/index.ts';
import { openEnvironment } from '../../src-main/analysis/environment/index.ts';
import { variantFormats } from '../../src-main/analysis/variants/write/write-variants.ts';
import { randomLetters, seeded, wrap } from '../formats/fixtures.ts';
import { collect } from '../support/collect.ts';
import { addHead } from '../support/head-places.ts';
import { variantHead } from '../support/random-head.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';
import { standingStill } from '../support/standing-still.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench, type Bench } from './open-workbench.ts';

const model = 'random-hawk';
const provider = 'cpu' as const;
const letters = randomLetters(seeded(5), 4000, 'ACGT');

interface Own {
  readonly project: string;
  /** Ids of the tracks, by file name. */
  readonly tracks: Readonly<Record<string, string>>;
  readonly folder: string;
}

const other = (base: string) => (base === 'A' ? 'C' : 'A');
const snv = (pos: number) => `chr1\t${pos}\t.\t${letters[pos - 1]}\t${other(letters[pos - 1]!)}`;

/** A contig of 4,000 bp with genes, and a file of variants of which some cannot be scored. */
async function own(bench: Bench): Promise<Own> {
  const folder = join(bench.locations.projects, '..');
  const files = {
    'own.fa': `>chr1\n${wrap(letters, 60)}`,
    'genes.gff3': [
      '##gff-version 3',
      'chr1\t.\tgene\t501\t900\t.\t+\t.\tID=g1;Name=First',
      'chr1\t.\tgene\t1001\t1500\t.\t-\t.\tID=g2',
      '',
    ].join('\n'),
    'own.vcf': [
      '##fileformat=VCFv4.3',
      '##contig=<ID=chr1,length=4000>',
      '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
      '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS1',
      `${snv(1200)}\t.\t.\t.\tGT\t0|1`,
      `${snv(700)}\t.\t.\t.\tGT\t1|1`,
      `chr1\t800\t.\t${letters[799]}\t<DEL>\t.\t.\t.\tGT\t0|1`,
      `chr1\t900\t.\t${letters[899]}\t${other(letters[899]!)},${letters[899]}GG\t.\t.\t.\tGT\t1|2`,
      'no record',
      '',
    ].join('\n'),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const { id: project } = await bench.newProject({ path: join(folder, 'own.fa') });
  const paths = ['genes.gff3', 'own.vcf'].map((name) => join(folder, name));
  const added = await bench.addFiles({ project, paths });
  const tracks = Object.fromEntries(added.project.tracks.map(({ name, id }) => [name, id]));
  return { project, tracks, folder };
}

function request({ project, tracks }: Own, change: Partial<VariantsRequest> = {}): VariantsRequest {
  return {
    ...{ project, source: tracks['own.vcf']!, targets: tracks['genes.gff3']!, model, provider },
    ...{ masked: false, haplotypes: false, region: 'chr1:501-2,000', flank: 400 },
    ...change,
  };
}

async function made(bench: Bench, asked: VariantsRequest): Promise<Job & { variants: string }> {
  const job = await bench.ended(await bench.scoreVariants(asked));
  if (job.state !== 'done') throw new Error(`The job is ${job.state}: ${job.error?.message}`);
  return { ...job, variants: job.variants! };
}

async function setsOf(bench: Bench, project: string): Promise<readonly VariantSet[]> {
  return (await bench.addFiles({ project, paths: [] })).project.variantSets;
}

function rowsRequest(
  project: string,
  set: string,
  change: Partial<VariantRowsRequest> = {},
): VariantRowsRequest {
  return {
    ...{ project, set, sort: 'position', descending: false, filter: {}, offset: 0, count: 100 },
    ...change,
  };
}

it('scores come as a job, belong to the project, and are there when it is opened again', async () => {
  const locations = locationsIn(temporaryFolder());
  const bench = openBench(locations);
  const { project, ...files } = await own(bench);
  const job = await made(bench, request({ project, ...files }));
  expect(job).toMatchObject({
    kind: 'variants',
    title: 'Variants of own.vcf in chr1:501-2,000 with Random hawk',
    region: { contig: 'chr1', start: 500, end: 2000 },
  });
  const described = {
    ...{ id: job.variants, source: 'own.vcf', region: job.region, track: 'track-0' },
    ...{ tracks: ['track-0', 'track-1'], masked: false, haplotypes: false },
    ...{ scored: 4, unscored: 2, shown: true, lost: false, model: { id: model } },
  };
  expect(job.result).toBe('4 scored, 2 skipped.');
  expect(await setsOf(bench, project)).toMatchObject([described]);

  const list = await bench.variantRows(rowsRequest(project, job.variants));
  expect(list.total).toBe(6);
  expect(list.rows.map(({ number, variant }) => [number, variant.stated?.pos])).toEqual([
    [1, 699],
    [2, 799],
    [3, 899],
    [4, 899],
    [0, 1199],
    // A line that is no record stands nowhere.
    [5, undefined],
  ]);
  const [first, symbolic] = list.rows.map(({ variant }) => variant);
  expect(first).toMatchObject({ genotype: '1|1', scores: { interval: { contig: 'chr1' } } });
  expect(first!.scores!.local.map(({ track }) => track)).toEqual(['track-0', 'track-1']);
  expect(first!.scores!.llr).toBeTypeOf('number');
  expect(symbolic!.reason).toMatchObject({ code: 'symbolic' });

  const asked = (change: Partial<VariantRowsRequest>) =>
    bench.variantRows(rowsRequest(project, job.variants, change));
  const numbers = async (change: Partial<VariantRowsRequest>) =>
    (await asked(change)).rows.map(({ number }) => number);
  expect(await numbers({ filter: { scoredOnly: true } })).toEqual([1, 3, 4, 0]);
  expect(await numbers({ filter: { text: 'CHR1:1200' } })).toEqual([0]);
  expect(await numbers({ sort: 'reason' })).toEqual([5, 2, 0, 1, 3, 4]);
  expect(await numbers({ offset: 1, count: 2 })).toEqual([2, 3]);
  const largest = await numbers({ sort: 'local', descending: true });
  const smallest = await numbers({ sort: 'local' });
  expect(largest.slice(0, 4)).toEqual(smallest.slice(0, 4).reverse());
  expect(largest.slice(4)).toEqual([2, 5]);

  const { path } = (await bench.recentProjects())[0]!;
  await bench.close();
  const again = openBench(locations);
  const opened = await again.openProject({ path });
  expect(opened.variantSets).toMatchObject([described]);
  expect(await again.variantRows(rowsRequest(opened.id, job.variants))).toEqual(list);
  expect(await again.jobs()).toEqual([]);
});

it("both alleles' tracks are drawn from what is kept, with the scores' own numbers", async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const files = await own(bench);
  const { project } = files;
  const { variants: set } = await made(bench, request(files));
  const computed = bench.withCache((cache) => cache.info().edits);
  const { rows } = await bench.variantRows(
    rowsRequest(project, set, { filter: { scoredOnly: true } }),
  );
  const bin = 16;
  for (const { number: row, variant } of rows) {
    const place = variant.place!;
    const inserted = variant.id.endsWith('GG') ? 1 : 0;
    const start = Math.floor((place.start + inserted) / bin) * bin;
    const view = { project, set, row, start, end: start + bin, bpPerPixel: 1 };
    for (const { track, value, effect } of variant.scores!.local) {
      const [reference, alternative] = await Promise.all(
        (['reference', 'alternative'] as const).map((allele) =>
          bench.variantView({ ...view, allele, track }),
        ),
      );
      expect(reference).toMatchObject({ start, bin });
      expect(reference!.mean).toEqual(Float32Array.of(value));
      expect(alternative!.mean[0]! - reference!.mean[0]!).toBeCloseTo(effect, 6);
      expect(effect).not.toBe(0);
    }
  }
  expect(bench.withCache((cache) => cache.info().edits)).toBe(computed);
  const row = rows[0]!.number;
  const wrong = { project, set, row, start: 600, end: 800, bpPerPixel: 1, allele: 'reference' };
  await expect(bench.variantView({ ...wrong, track: 'none' } as never)).rejects.toMatchObject({
    code: 'track-unknown',
  });

  bench.withCache((cache) => cache.prune({ all: true }));
  const lost = await made(bench, request(files, { flank: 500 }));
  bench.withCache((cache) => cache.prune({ all: true }));
  await expect(
    bench.variantView({ ...wrong, set: lost.variants, track: 'track-0' } as never),
  ).rejects.toMatchObject({ code: 'cache-missing' });
});

it('rows that are gone are told of, and made anew in their place', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const files = await own(bench);
  const { project } = files;
  const { variants: set } = await made(bench, request(files));
  const later = await made(bench, request(files, { targets: undefined }));
  expect((await setsOf(bench, project)).map(({ shown }) => shown)).toEqual([true, false]);
  const folder = join(bench.locations.cache, 'variants');
  expect(readdirSync(folder)).toHaveLength(2);
  // The same asked again takes its place.
  await made(bench, request(files, { targets: undefined }));
  expect(readdirSync(folder)).toHaveLength(2);
  expect(await setsOf(bench, project)).toHaveLength(2);
  const before = await bench.variantRows(rowsRequest(project, set));
  rmSync(folder, { recursive: true });
  expect((await setsOf(bench, project)).map(({ lost }) => lost)).toEqual([true, true]);
  await expect(bench.variantRows(rowsRequest(project, set))).rejects.toMatchObject({
    code: 'cache-missing',
  });

  const job = await bench.ended(await bench.scoreVariantsAgain({ project, set, provider }));
  expect(job).toMatchObject({ state: 'done', variants: set });
  const sets = await setsOf(bench, project);
  expect(sets.map(({ id, lost }) => [id, lost])).toEqual([
    [set, false],
    [later.variants, true],
  ]);
  expect(await bench.variantRows(rowsRequest(project, set))).toEqual(before);

  const hidden = await bench.showVariantSet({ project });
  expect(hidden.variantSets.map(({ shown }) => shown)).toEqual([false, false]);
  const left = await bench.deleteVariantSet({ project, set });
  expect(left.variantSets.map(({ id }) => id)).toEqual([later.variants]);
  expect(readdirSync(folder)).toEqual([]);
  await expect(bench.deleteVariantSet({ project, set })).rejects.toMatchObject({
    code: 'project-entry-unknown',
  });
});

it('exports are what is scored without the window, in every format', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const files = await own(bench);
  const { project, folder } = files;
  const { variants: set } = await made(bench, request(files));
  const onNote = () => undefined;
  const signal = new AbortController().signal;
  const workspace = await openEnvironment(
    { fasta: join(folder, 'own.fa'), cache: false },
    { onNote, signal },
  );
  const loaded = await loadModel(new ModelLibrary(bench.locations).find(model));
  const region = { contig: 'chr1', start: 500, end: 2000 };
  const options = {
    ...{ region, flank: 400, targets: join(folder, 'genes.gff3'), masked: false, maxTargets: 5 },
    ...({ provider, threads: 2, tolerance: defaultTolerance } as const),
  };
  const source = { kind: 'vcf', path: join(folder, 'own.vcf') } as const;
  const events = scoreVariants({ ...workspace, model: loaded }, { ...options, source }, signal);
  const { written } = await writeScored(events, onNote, async (head, records) => {
    return { head, scored: await collect(records) };
  });
  await workspace.close();
  for (const format of Object.keys(variantFormats) as (keyof typeof variantFormats)[]) {
    const [path, alone] = [join(folder, `a.${format}`), join(folder, `b.${format}`)];
    const file = await bench.exportVariants({ project, set, format, path });
    async function* again() {
      for (const record of written.scored) yield await Promise.resolve(record);
    }
    const expected = await writeVariants(again(), alone, { ...written.head, format });
    expect(file).toEqual({
      ...{ path, format, leftOut: 0, records: expected.records, bytes: expected.bytes },
    });
    expect(readFileSync(path, 'utf8')).toBe(readFileSync(alone, 'utf8'));
  }
  expect(readFileSync(join(folder, 'a.malformed.txt'), 'utf8')).toBe('no record\n');
});

it("what pictures show are the scores of the command's rows, with their signs", async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const files = await own(bench);
  const { project, folder } = files;
  const { variants: set } = await made(bench, request(files));
  const points = await bench.variantPoints({ project, set });
  const path = join(folder, 'all.json');
  await bench.exportVariants({ project, set, format: 'json', path });
  // As `megabase variants --format json` writes them, which is the same file.
  const { variants } = JSON.parse(readFileSync(path, 'utf8')) as {
    variants: readonly {
      readonly pos?: number;
      readonly scores?: {
        readonly llr?: number;
        readonly local: readonly { readonly effect: number }[];
        readonly distal: readonly { readonly effect: number; readonly distance: number }[];
      };
    }[];
  };
  expect(points.contigs).toEqual(['chr1']);
  expect([...points.contig]).toEqual([0, 0, 0, 0, 0, -1]);
  expect([...points.position].slice(0, 5)).toEqual([1199, 699, 799, 899, 899]);
  expect(points.position[5]).toBeNaN();
  const scored = variants.filter(({ scores }) => scores);
  const rows = [0, 1, 3, 4];
  expect(scored).toHaveLength(rows.length);
  for (const [i, row] of rows.entries()) {
    const { llr, local, distal } = scored[i]!.scores!;
    const largest = local.reduce((most, one) =>
      Math.abs(one.effect) > Math.abs(most.effect) ? one : most,
    );
    expect(points.values.score[row]).toBe(llr);
    expect(points.values.local[row]).toBe(largest.effect);
    expect(points.values.distal[row]).toBe(distal[0]?.effect ?? NaN);
    expect(points.values.distance[row]).toBe(distal[0]?.distance ?? NaN);
  }
  expect(points.values.score[2]).toBeNaN();
  const { score, distance } = points.values;
  expect([...score, ...distance].some((value) => value < 0)).toBe(true);

  const order = async (change: Partial<VariantRowsRequest>) => {
    const { offset, count, ...rest } = rowsRequest(project, set, change);
    const { rows: numbers } = await bench.variantOrder(rest);
    const listed = await bench.variantRows({ ...rest, offset, count });
    expect(listed.rows.map(({ number }) => number)).toEqual([...numbers]);
    return [...numbers];
  };
  expect(await order({})).toEqual([1, 2, 3, 4, 0, 5]);
  const at = (position: number) => ({ contig: 'chr1', position });
  const span = { column: 'position', from: at(699), to: at(899) } as const;
  expect(await order({ filter: { within: [span] } })).toEqual([1, 2, 3, 4]);
  const own1 = points.values.local[1]!;
  const exact = { column: 'local', min: own1, max: own1 } as const;
  expect(await order({ filter: { within: [exact] } })).toEqual([1]);
  expect(await order({ filter: { within: [span, { ...exact, min: -9, max: 9 }] } })).toEqual([
    1, 3, 4,
  ]);
  const [later, elsewhere] = [
    { ...span, from: at(900), to: at(4000) },
    { contig: 'chr2', position: 0 },
  ];
  expect(await order({ filter: { within: [later] } })).toEqual([0]);
  for (const end of [{ from: elsewhere }, { to: elsewhere }]) {
    expect(await order({ filter: { within: [{ ...later, ...end }] } })).toEqual([]);
  }
  const unknown = { column: 'head:none', min: -1, max: 1 } as const;
  expect(await order({ filter: { within: [unknown] } })).toEqual([]);
});

it('a haplotype is scored as a whole, and is no record of VCF', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const files = await own(bench);
  const { project, folder } = files;
  const { variants: set } = await made(bench, request(files, { haplotypes: true }));
  const { rows } = await bench.variantRows(rowsRequest(project, set));
  expect(rows.map(({ variant }) => [variant.id, variant.applied])).toEqual([
    ['S1 haplotype 1', 2],
    ['S1 haplotype 2', 3],
  ]);
  const path = join(folder, 'a.vcf');
  await expect(bench.exportVariants({ project, set, format: 'vcf', path })).rejects.toMatchObject({
    code: 'output-format',
  });
  const table = { project, set, format: 'tsv', path: join(folder, 'a.tsv') };
  expect(await bench.exportVariants(table)).toMatchObject({ records: 2 });
  const view = { project, set, row: 0, allele: 'alternative', track: 'track-0' } as const;
  await expect(
    bench.variantView({ ...view, start: 600, end: 800, bpPerPixel: 1 }),
  ).rejects.toMatchObject({ code: 'usage' });
});

it('every copy of a polyploid sample is a haplotype, symbolic alleles among its variants', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const files = await own(bench);
  const { project, folder } = files;
  const path = join(folder, 'four.vcf');
  const records = [
    `${snv(700)}\t.\t.\t.\tGT\t0|0|0|1`,
    `chr1\t800\t.\t${letters[799]}\t<DEL>\t.\t.\tSVLEN=-30\tGT\t0|1|1|1`,
    `${snv(900)}\t.\t.\t.\tGT\t0/0/1/1`,
  ];
  const header = readFileSync(join(folder, 'own.vcf'), 'utf8').split('\n').slice(0, 4);
  writeFileSync(path, [...header, ...records, ''].join('\n'));
  const added = await bench.addFiles({ project, paths: [path] });
  const source = added.project.tracks.find(({ name }) => name === 'four.vcf')!.id;
  const applied = async (change: Partial<VariantsRequest>) => {
    const { variants: set } = await made(bench, request(files, { source, ...change }));
    const { rows } = await bench.variantRows(rowsRequest(project, set));
    return rows.map(({ variant }) => [variant.id, variant.applied ?? variant.stated?.alt]);
  };
  expect(await applied({ haplotypes: true, unphased: 'as-written' })).toEqual([
    ['S1 haplotype 2', 1],
    ['S1 haplotype 3', 2],
    ['S1 haplotype 4', 3],
  ]);
  expect(await applied({ haplotypes: true, unphased: 'alternative' })).toEqual([
    ['S1 haplotype 1', 1],
    ['S1 haplotype 2', 2],
    ['S1 haplotype 3', 2],
    ['S1 haplotype 4', 3],
  ]);
  const sets = await setsOf(bench, project);
  expect(sets.map(({ unphased }) => unphased)).toEqual(['alternative', undefined]);
  expect((await applied({})).map(([, alt]) => alt)).toContain('<DEL>');
});

it('candidates are scored from reads, masked where that was asked for', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const { id: project, tracks } = await bench.openGuide({ guide: 'tutorial' });
  const asked = {
    ...{ project, source: tracks.find(({ format }) => format === 'bam')!.id, model, provider },
    ...{ region: 'chrT2:1-25,000', flank: 0, haplotypes: false },
  } as const;
  await expect(
    bench.scoreVariants({ ...asked, masked: false, haplotypes: true }),
  ).rejects.toMatchObject({ code: 'usage' });
  const { variants: set } = await made(bench, { ...asked, masked: true });
  const scored = { sort: 'score', filter: { scoredOnly: true } } as const;
  const { rows } = await bench.variantRows(rowsRequest(project, set, scored));
  expect(rows.map(({ variant }) => variant.id)).toContain('chrT2:5464:A>C');
  const masked = rows.flatMap(({ variant }) => variant.scores!.maskedLlr ?? []);
  expect(masked.length).toBeGreaterThan(2);
  expect(masked).toEqual(masked.toSorted((a, b) => a - b));
  const path = join(bench.locations.projects, 'candidates.vcf');
  await bench.exportVariants({ project, set, format: 'vcf', path });
  expect(readFileSync(path, 'utf8')).toContain('sample.bam (candidates, not calls)');
});

it('a request that cannot be met is refused at once', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const files = await own(bench);
  const { tracks } = files;
  for (const [change, code] of [
    [{ region: 'chr2' }, 'contig-unknown'],
    [{ source: tracks['genes.gff3']! }, 'track-format'],
    [{ source: 'gone' }, 'file-missing'],
    [{ targets: tracks['own.vcf']! }, 'track-format'],
    [{ targetTrack: 'none' }, 'track-unknown'],
    [{ model: 'none' }, 'model-missing'],
  ] as const) {
    await expect(bench.scoreVariants(request(files, change))).rejects.toMatchObject({ code });
  }
  expect(await bench.jobs()).toEqual([]);
});

it('a cancelled one leaves no set, and goes on from what was kept when it is tried again', async () => {
  // It stands still there: whether it is over before it is cancelled is not left to the clock.
  const isAmongEdits = ({ progress }: { progress?: PassProgress | undefined }) =>
    progress?.stage === 'edits' && progress.chunk > 32;
  const start = standingStill(
    sharedComputeProcess,
    (reply) => reply.kind === 'progress' && isAmongEdits(reply),
  );
  const bench = openBench(locationsIn(temporaryFolder()), start);
  const files = await own(bench);
  const { project, folder } = files;
  const lines = readFileSync(join(folder, 'own.vcf'), 'utf8').split('\n').slice(0, 4);
  const many = Array.from({ length: 300 }, (_, i) => `${snv(510 + 3 * i)}\t.\t.\t.\tGT\t0/1`);
  writeFileSync(join(folder, 'own.vcf'), [...lines, ...many, ''].join('\n'));
  const job = await bench.scoreVariants(request(files));
  const running = await bench.ended(job, isAmongEdits);
  expect(running.fraction).toBeLessThan(1);
  await bench.cancelJob({ id: job.id });
  expect(await bench.ended(job)).toMatchObject({ state: 'cancelled' });
  expect(await setsOf(bench, project)).toEqual([]);
  const variants = join(bench.locations.cache, 'variants');
  expect(readdirSync(variants)).toEqual([]);
  const kept = bench.withCache((cache) => cache.info().edits);
  expect(kept).toBeGreaterThan(1);
  const again = await bench.ended(await bench.retryJob({ id: job.id }));
  expect(again.state).toBe('done');
  expect(await setsOf(bench, project)).toMatchObject([{ id: again.variants, scored: 300 }]);
});

it('the tutorial tells what each variant truly does', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const known = await bench.tutorialVariants();
  expect(known).toHaveLength(105);
  expect(known[7]).toEqual({
    id: 'chrT1:182582:G>T',
    contig: 'chrT1',
    truth: 'insulator_loss',
    affected: [205_622, 227_815, 202_823],
  });
  expect(known[0]).toMatchObject({ truth: 'neutral', affected: [] });
});

it('the scores of a head are columns of the table, sorted by their values, and of its exports', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const base = join(bench.locations.shippedModels, 'random-hawk');
  const outputs = [variantHead(['eqtl'], { context: 128 })];
  await bench.importModel({
    path: await addHead(temporaryFolder(), base, { id: 'vep', outputs }),
  });
  const { project, ...files } = await own(bench);
  const withHead = { model: 'random-hawk+vep' };
  const { variants: set } = await made(bench, request({ project, ...files }, withHead));
  const [saved] = await setsOf(bench, project);
  expect(saved!.labels).toEqual([{ id: 'eqtl', label: 'eqtl', unit: 'probability' }]);

  const list = async (sort: VariantColumn) =>
    (await bench.variantRows(rowsRequest(project, set, { sort, descending: true }))).rows;
  const sorted = await list('head:eqtl');
  const values = sorted.map(({ variant }) => variant.scores?.heads?.[0]?.value);
  const known = values.filter((value) => value !== undefined);
  expect(known.length).toBeGreaterThan(2);
  expect(known).toEqual(known.toSorted((a, b) => b - a));
  // Those without a score stand last.
  expect(values.slice(0, known.length)).toEqual(known);
  expect(await list('head:gone')).toHaveLength(sorted.length);

  const path = join(files.folder, 'scored.vcf');
  await bench.exportVariants({ project, set, format: 'vcf', path });
  expect(readFileSync(path, 'utf8')).toMatch(/##INFO=<ID=MB_HEAD_eqtl,[^]*MB_HEAD_eqtl=0\.\d/);
});
