/* eslint-disable @typescript-eslint/require-await -- A workbench answers with promises. */
import { join } from 'node:path';
import {
  MegabaseError,
  plainLayout,
  type BrokenModel,
  type FileKind,
  type Job,
  type ModelCard,
  type Preferences,
  type ProbeReport,
  type Project,
  type ProjectRun,
  type Region,
  type TrackInfo,
  type VariantOrderRequest,
  type VariantRange,
  type VariantRow,
  type VariantSet,
  type Workbench,
} from '../../src-main/contract/index.ts';
import { PointColumns } from '../../src-main/analysis/variants/index.ts';
import type { FileRegistry } from '../../src-main/transport/index.ts';
import { root } from '../support/paths.ts';
import { FakeEvents, fakeWorkbench } from '../transport/fake-workbench.ts';
import { evaluatedRows } from '../../src-main/analysis/evaluate/index.ts';
import {
  smallEvaluation,
  smallReport as evaluationReport,
  smallScores,
} from './small-evaluation.ts';
import { projectMap, smallMap } from './small-map.ts';

const interval: Region = { contig: 'chrT1', start: 0, end: 1_000_000 };
const tutorial = (name: string) => join(root, 'resources', 'tutorial', name);

const model: ModelCard = {
  id: 'small',
  name: 'Small model',
  version: '1.0.0',
  family: 'hawk',
  origin: 'imported',
  description: 'Says 1 where 10,000 divides the base.',
  trainedOn: undefined,
  variantLimit: 'Small model gives no likelihood, only changes of its tracks.',
  license: 'CC0-1.0',
  citation: undefined,
  trainingContext: 12_288,
  usefulContext: 122_880,
  tile: undefined,
  tracks: [
    { id: 'promoter', label: 'Promoter', unit: 'probability', color: '#d04648', bin: 128 },
    { id: 'entropy', label: 'Entropy', unit: 'bits', color: '#8a8a8a', bin: 1 },
  ],
  weightBytes: 700_000,
  folder: '/models/small',
};

const brokenModel: BrokenModel = {
  id: 'old',
  folder: '/models/old',
  origin: 'imported',
  reason: '/models/old has a config.json but no model.safetensors.',
};

/**
 * A workbench of one project that predicts at once, for tests of the window alone. What it was asked
 * is kept in `asked`.
 */
export class SmallWorkbench {
  readonly events = new FakeEvents();
  readonly asked: { readonly method: string; readonly request: unknown }[] = [];
  readonly workbench: Workbench;
  /** What adding files says, and whether it adds them. */
  added = { said: '', isAdded: false };
  preferences: Preferences = {
    settings: { theme: 'system', provider: 'auto', offline: false },
    ...{ cores: 8, mostThreads: 32, totalMemoryBytes: 32e9, mostMemoryBytes: 10e9 },
    ...{ cacheNow: '/home/a/cache', cacheNext: '/home/a/cache', cachedBytes: 1.2e9 },
    places: [{ what: 'Projects', path: '/home/a/projects' }],
  };
  /** Where this build asks for newer versions. */
  versionFile: string | undefined;
  #project: Project;
  #broken = [brokenModel];
  #models: ModelCard[] = [model];
  /** Preferences are answered, as they were when they were asked for, only then. */
  preferencesWait: Promise<void> | undefined;
  /** Views are answered only then. */
  viewsWait: Promise<void> | undefined;
  /** The folder that is listed only then. */
  slowFolder: { readonly folder: string; readonly until: Promise<void> } | undefined;
  /** The name of a place that is found only then, and lies where no other does. */
  slowPlace: { readonly text: string; readonly until: Promise<void> } | undefined;
  /** Ids of maps whose values the cache has lost. */
  readonly lost = new Set<string>();
  /** Files of the background that there is. */
  #ranked: string[] | undefined;
  #withEffects = true;
  #jobs: Job[] = [];
  #nextJob = 1;

  /** `likelihood`: the model tells the likelihood of bases, too. */
  constructor(
    files: FileRegistry,
    { withRun = false, withMap = false, variants = 0, likelihood = false } = {},
  ) {
    if (likelihood) this.#models = [withLikelihood(model)];
    this.#project = {
      ...projectOf(files, withRun ? [run('first')] : []),
      maps: withMap ? [projectMap('first map')] : [],
      variantSets: variants > 0 ? [variantSet(variants)] : [],
    };
    this.workbench = new Proxy(fakeWorkbench(this.#answers()), {
      get: (target, name: keyof Workbench) => (request: never) => {
        this.asked.push({ method: name, request });
        return target[name](request);
      },
    });
  }

  /** Requests of one method, in order. */
  requests(method: keyof Workbench): unknown[] {
    return this.asked.filter((one) => one.method === method).map(({ request }) => request);
  }

  job(change: Partial<Job>): void {
    const id = change.id ?? `job ${this.#nextJob++}`;
    const before = this.#jobs.find((job) => job.id === id);
    const job: Job = {
      ...{ id, kind: 'predict', title: 'chrT1 with Small model', state: 'queued', notes: [] },
      ...before,
      ...change,
    };
    this.#jobs = [...this.#jobs.filter((one) => one.id !== id), job];
    this.events.send({ kind: 'job', job });
  }

  /** A pass whose head has come to base `end`; its run will be `second`. */
  compute(end: number): void {
    const { model: identity } = run('second').run;
    const live = { run: 'second', model: identity, interval, tracks: ['promoter'], end };
    this.job({ id: 'live', state: 'running', project: 'project', region: interval, live });
  }

  /** The run of `compute` is finished. */
  finish(): void {
    this.#change({ runs: [run('second'), ...this.#project.runs] });
    this.job({ id: 'live', state: 'done', live: undefined });
  }

  /** The probe of job `id` is fitted; with `alike` of its held-out sequence in training. */
  fitted(id: string, alike = 0): void {
    this.#models = [
      model,
      { ...model, id: 'small+my-peaks', name: 'Small + My peaks', origin: 'head' },
    ];
    this.job({ id, state: 'done', probe: { model: 'small+my-peaks', report: smallReport(alike) } });
  }

  /** One that was begun in advance, and is over: it left nothing in the project. */
  #aheadJob(): Job {
    const kept = this.#nextJob++;
    return {
      ...{ id: `job ${kept}`, kind: 'predict', title: 'chrT1 with Small model', state: 'done' },
      ...{ notes: [], ahead: true },
    };
  }

  #makeMap(id: string): Job {
    this.lost.delete(id);
    const others = this.#project.maps.filter((map) => map.id !== id);
    const made = { ...projectMap(id), createdAt: new Date().toISOString() };
    this.#change({ maps: [made, ...others] });
    this.job({ id: 'effects', kind: 'effects', state: 'done', map: id });
    return this.#jobs.find((job) => job.id === 'effects')!;
  }

  /** A row as it was scored: with effects, or without where windows alone were read. */
  #variant(number: number): VariantRow {
    const { scores, ...row } = variantRow(number);
    if (!scores || this.#withEffects) return { ...row, ...(scores && { scores }) };
    return { ...row, scores: { ...scores, local: [], distal: [] } };
  }

  get #rows(): number[] {
    const { scored = 0, unscored = 0 } = this.#project.variantSets[0] ?? {};
    return Array.from({ length: scored + unscored }, (_, number) => number);
  }

  #points(): PointColumns {
    const points = new PointColumns(['chrT1', 'chrT2'], false);
    this.#rows.forEach((number) => points.add(this.#variant(number)));
    return points;
  }

  #listed({ descending, filter }: Pick<VariantOrderRequest, 'descending' | 'filter'>): number[] {
    const { text, scoredOnly, within = [] } = filter;
    const rows = this.#rows
      .filter((number) => !text || variantRow(number).id.includes(text))
      .filter((number) => !scoredOnly || variantRow(number).scores);
    const kept = within.length > 0 ? this.#within(rows, within) : rows;
    return descending ? kept.reverse() : kept;
  }

  #within(rows: readonly number[], within: readonly VariantRange[]): number[] {
    const { values, position } = this.#points().build();
    return rows.filter((number) =>
      within.every((range) => {
        if (range.column === 'position') {
          const { from, to } = range;
          return position[number]! >= from.position && position[number]! <= to.position;
        }
        const own = values[range.column as 'distal'][number]!;
        return own >= range.min && own <= range.max;
      }),
    );
  }

  #change(change: Partial<Project>): Project {
    this.#project = { ...this.#project, ...change };
    this.events.send({ kind: 'project', project: this.#project });
    return this.#project;
  }

  #answers(): Partial<Workbench> {
    return {
      recentProjects: async () => [
        {
          name: 'Gone',
          path: '/gone.megabase',
          openedAt: '2026-11-22T10:00:00Z',
          exists: false,
        },
      ],
      preferences: async () => {
        const { preferences } = this;
        await this.preferencesWait;
        return preferences;
      },
      changeSettings: async (settings) => {
        if (settings.cache === '/full') throw new MegabaseError('disk-full', '/full is full.');
        this.preferences = { ...this.preferences, settings };
        this.events.send({ kind: 'settings', settings });
        return this.preferences;
      },
      about: async () => ({
        ...{ version: '1.2.3', platform: 'linux x64', versionFile: this.versionFile },
        versions: { megabase: '1.2.3', electron: '45.4.1', node: '24.21.0' },
      }),
      diagnostics: async () => 'megabase: 1.2.3\ncpu: works: <b>right</b> numbers',
      licences: async () => [
        { title: 'Megabase', text: 'MIT License' },
        { title: 'Other software', text: 'Svelte, MIT' },
      ],
      newestVersion: async () => ({
        ...{ version: '2.0.0', isNewer: true, page: 'https://example.org/megabase' },
      }),
      openGuide: async () => this.#project,
      openProject: async () => this.#project,
      models: async () => this.#models,
      fitProbe: async ({ name }) => {
        const id = `job ${this.#nextJob}`;
        this.job({ kind: 'probe', state: 'running', title: `Probe ${name}`, project: 'project' });
        return this.#jobs.find((job) => job.id === id)!;
      },
      brokenModels: async () => this.#broken,
      removeModel: async ({ id }) => {
        this.#broken = this.#broken.filter((one) => one.id !== id);
      },
      providers: async () => [
        { provider: 'cpu', available: true, reason: 'works' },
        { provider: 'cuda', available: false, reason: 'No NVIDIA driver was found.' },
      ],
      jobs: async () => this.#jobs,
      updateProject: async (change) => {
        const { locus, shown, shownMaps } = change;
        const { marks = this.#project.marks, layout = this.#project.layout } = change;
        const runs = this.#project.runs.map((made) => ({
          ...made,
          shown: shown?.includes(made.id) ?? made.shown,
        }));
        const maps = this.#project.maps.map((map) => ({
          ...map,
          shown: shownMaps?.includes(map.id) ?? map.shown,
        }));
        this.#project = {
          ...this.#project,
          revision: this.#project.revision + 1,
          runs,
          maps,
          layout,
          marks,
          ...(locus === undefined ? {} : { locus }),
        };
        return this.#project;
      },
      findPlace: async ({ text }) => {
        const isSlow = text === this.slowPlace?.text;
        if (isSlow) await this.slowPlace?.until;
        const start = isSlow ? 600_000 : 400_000;
        return [
          { label: `${text} (gene)`, region: { contig: 'chrT1', start, end: start + 10_000 } },
        ];
      },
      estimate: async () => ({
        ...{ region: interval, interval, cached: false },
        unlike: '50 % of the bases are G or C; it was trained on less.',
        ...{ memoryBytes: 6e8, freeMemoryBytes: 8e9, spilledBytes: 0, seconds: 75 },
      }),
      predict: async ({ ahead }) => {
        if (ahead) return this.#aheadJob();
        const id = `job ${this.#nextJob}`;
        this.job({ state: 'done', region: interval });
        this.#change({ runs: [run('second'), ...this.#project.runs] });
        return this.#jobs.find((job) => job.id === id)!;
      },
      evaluate: async (request) => {
        const id = `job ${this.#nextJob}`;
        this.job({ kind: 'evaluation', state: 'done', result: 'AUROC 0.957, 400 rows scored.' });
        const made = smallEvaluation(request, { ...model, hash: 'a'.repeat(64) });
        this.#change({ evaluations: [made, ...this.#project.evaluations] });
        return this.#jobs.find((job) => job.id === id)!;
      },
      evaluation: async ({ evaluation }) => evaluationReport(evaluation as 'enhancers'),
      evaluationRows: async ({ evaluation, at, count }) =>
        evaluatedRows(smallScores(evaluation as 'enhancers'), at, count),
      exportEvaluation: async ({ path, format }) => ({
        ...{ path, format, records: 400, bytes: 34_567, leftOut: 0 },
      }),
      deleteEvaluation: async ({ evaluation }) =>
        this.#change({
          evaluations: this.#project.evaluations.filter(({ id }) => id !== evaluation),
        }),
      addFiles: async ({ paths }) => {
        const { said, isAdded } = this.added;
        const own = { kind: 'annotation', format: 'bed' } as const;
        const tracks = isAdded
          ? paths.map((path) => ({
              ...this.#project.tracks[0]!,
              ...own,
              id: path,
              name: path,
              path,
            }))
          : [];
        return {
          project: this.#change({ tracks: [...this.#project.tracks, ...tracks] }),
          said: [said],
          indexless: [],
        };
      },
      writeReport: async ({ path }) => {
        const id = `job ${this.#nextJob}`;
        this.job({ kind: 'report', state: 'done', result: `Wrote ${path}, 27.6 kB.` });
        return this.#jobs.find((job) => job.id === id)!;
      },
      retryJob: async ({ id }) => {
        this.job({ id, state: 'running', error: undefined });
        return this.#jobs.find((job) => job.id === id)!;
      },
      dismissJob: async ({ id }) => {
        this.#jobs = this.#jobs.filter((job) => job.id !== id);
      },
      deleteRun: async ({ run: id }) =>
        this.#change({ runs: this.#project.runs.filter((made) => made.id !== id) }),
      view: async ({ run: id, start, end, bpPerPixel }) => {
        await this.viewsWait;
        const live = this.#jobs.find((job) => job.live?.run === id)?.live;
        const known = live ?? this.#project.runs.find((made) => made.id === id);
        if (!known) throw new MegabaseError('project-entry-unknown', `There is no run ${id}.`);
        const bin = Math.max(128, 2 ** Math.ceil(Math.log2(bpPerPixel)));
        const first = Math.floor(start / bin);
        const values = Float32Array.from({ length: Math.ceil(end / bin) - first }, (_, i) =>
          ((first + i) * bin) % 10_000 < bin ? 1 : 0.02,
        );
        if (live) values.fill(NaN, Math.max(0, Math.floor(live.end / bin) - first));
        return { start: first * bin, bin, mean: values, min: values, max: values };
      },
      exportRun: async ({ path, format }) => [
        { path, format, records: 7_813, bytes: 12_345, leftOut: 0 },
      ],
      figure: async ({ width }) => ({
        svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${width}mm" height="50mm"/>`,
        ...{ width, height: 50, notes: [] },
      }),
      exportFigure: async ({ path, format, rows = [] }) => ({
        ...{ path, format, records: rows.length, bytes: 1_234, leftOut: 0, notes: [] },
      }),
      variantFigure: async ({ width }) => ({
        svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${width}mm" height="70mm"/>`,
        ...{ width, height: 70, notes: [] },
      }),
      exportVariantFigure: async ({ path, format }) => ({
        ...{ path, format, records: 12, bytes: 1_234, leftOut: 0, notes: [] },
      }),
      estimateEffects: async () => ({
        ...{ region: interval, interval, cached: false, elements: 2, sequences: 2 },
        ...{ memoryBytes: 6e8, freeMemoryBytes: 8e9, spilledBytes: 0, seconds: 75 },
      }),
      findEffects: async ({ ahead }) => (ahead ? this.#aheadJob() : this.#makeMap('second map')),
      findEffectsAgain: async ({ map }) => this.#makeMap(map),
      effectMap: async ({ map }) => {
        if (this.lost.has(map)) {
          throw new MegabaseError('cache-missing', '3 of 3 sequences are no longer in the cache.');
        }
        return smallMap;
      },
      exportEffects: async ({ path, format }) => ({
        ...{ path, format, records: 3, bytes: 543, leftOut: 0 },
      }),
      deleteMap: async ({ map: id }) =>
        this.#change({ maps: this.#project.maps.filter((map) => map.id !== id) }),
      tutorialEffects: async () => {
        const element = { contig: 'chrT1', start: 563_187, end: 563_202 };
        const link = (name: string, start: number, score: number) => {
          return { name, element, target: { contig: 'chrT1', start, end: start + 16 }, score };
        };
        const links = [link('a', 508_017, 1), link('b', 663_619, 1), link('c', 674_810, 0.5)];
        return { elements: [element], links };
      },
      keepBackground: async () => {
        const id = `job ${this.#nextJob}`;
        this.#ranked = ['common.vcf'];
        this.job({ kind: 'variants', state: 'done', result: '12 kept, 0 skipped.' });
        return this.#jobs.find((job) => job.id === id)!;
      },
      scoreVariants: async ({ windowOnly, ahead }) => {
        if (ahead) return this.#aheadJob();
        const id = `job ${this.#nextJob}`;
        this.#withEffects = !windowOnly;
        this.job({ kind: 'variants', state: 'done' });
        this.#change({ variantSets: [{ ...variantSet(12), ranked: this.#ranked }] });
        return this.#jobs.find((job) => job.id === id)!;
      },
      showVariantSet: async ({ set }) =>
        this.#change({
          variantSets: this.#project.variantSets.map((one) => ({ ...one, shown: one.id === set })),
        }),
      deleteVariantSet: async () => this.#change({ variantSets: [] }),
      variantOrder: async (order) => ({ rows: Uint32Array.from(this.#listed(order)) }),
      variantPoints: async () => this.#points().build(),
      variantRows: async ({ offset, count, ...order }) => {
        const rows = this.#listed(order);
        return {
          total: rows.length,
          rows: rows
            .slice(offset, offset + count)
            .map((number) => ({ number, variant: this.#variant(number) })),
        };
      },
      variantView: async ({ allele, start, end }) => {
        const first = Math.floor(start / 128);
        const values = new Float32Array(Math.ceil(end / 128) - first).fill(
          allele === 'reference' ? 0.8 : 0.2,
        );
        return { start: first * 128, bin: 128, mean: values, min: values, max: values };
      },
      exportVariants: async ({ path, format }) => ({
        ...{ path, format, records: 12, bytes: 3456, leftOut: 0 },
      }),
      tutorialVariants: async () => [
        { id: 'chrT1:1009:A>C', contig: 'chrT1', truth: 'enhancer_loss', affected: [2000] },
        { id: 'chrT1:1017:A>C', contig: 'chrT1', truth: 'neutral', affected: [] },
      ],
      listFolder: async ({ folder = '/data' }) => {
        if (folder === this.slowFolder?.folder) await this.slowFolder.until;
        return {
          folder,
          parent: '/',
          entries: [
            { name: 'genomes', path: `${folder}/genomes`, isFolder: true },
            { name: 'a.fa', path: `${folder}/a.fa`, isFolder: false },
            { name: 'my peaks.bed', path: `${folder}/my peaks.bed`, isFolder: false },
          ],
        };
      },
    };
  }
}

function withLikelihood(card: ModelCard): ModelCard {
  const track = { id: 'log_likelihood', label: 'Log likelihood', unit: 'natural log', bin: 1 };
  const told: TrackInfo = { ...track, color: '#666666', role: 'likelihood' };
  return { ...card, variantLimit: undefined, tracks: [...card.tracks, told] };
}

function variantSet(count: number): VariantSet {
  return {
    ...{ id: 'set', source: 'sample.vcf.gz', model: { ...model, hash: 'a'.repeat(64) } },
    ...{ track: 'promoter', tracks: ['promoter'], masked: false, haplotypes: false },
    ...{ scored: count - 1, unscored: 1, createdAt: '2026-11-22T10:00:00Z' },
    ...{ shown: true, lost: false },
  };
}

/** Every 8 bp from base 1,000 of chrT1 on, the first without scores, all others with one target. */
function variantRow(number: number): VariantRow {
  const pos = 1000 + 8 * number;
  const stated = { contig: 'chrT1', pos, ref: 'A', alt: 'C' };
  const place = { contig: 'chrT1', start: pos, end: pos + 1 };
  const row = { id: `chrT1:${pos + 1}:A>C`, stated, place, genotype: '0/1' };
  if (number === 0) {
    return { ...row, reason: { code: 'ref-mismatch', message: 'The genome has G there.' } };
  }
  const target = { contig: 'chrT1', start: pos + 1000, end: pos + 1128, strand: '+' } as const;
  return {
    ...row,
    scores: {
      ...{ interval, llr: -number / 100_000, llrQuantile: 0.9 },
      local: [{ track: 'promoter', value: 0.5, effect: 0.001, quantile: -0.5 }],
      distal: [
        {
          target: { ...target, name: `gene${number}`, gene: `Gene ${number}` },
          ...{ value: 0.8, effect: -0.6, distance: 1064 },
        },
      ],
    },
  };
}

function run(id: string): ProjectRun {
  return {
    ...{ id, region: interval, tracks: ['promoter'], shown: true },
    run: {
      key: id.padEnd(64, '0'),
      model: { ...model, hash: 'a'.repeat(64) },
      interval,
      engineVersion: '1',
      provider: 'cpu',
      settings: { threads: 2 },
      createdAt: '2026-11-22T10:00:00Z',
      seconds: 30,
      peakBytes: 6e8,
    },
  };
}

function projectOf(files: FileRegistry, runs: readonly ProjectRun[]): Project {
  const served = (name: string) => files.register(tutorial(name));
  const track = (kind: FileKind, format: 'gff3' | 'vcf' | 'bam', name: string, index?: string) => ({
    ...{ id: name, name, kind, format, path: tutorial(name), file: served(name) },
    ...(index === undefined ? {} : { index: served(index) }),
  });
  return {
    id: 'project',
    name: 'Tutorial',
    path: '/projects/tutorial.megabase',
    guide: 'tutorial',
    genome: {
      name: 'tutorial',
      format: 'fasta',
      sequence: served('tutorial.fa.gz'),
      index: served('tutorial.fa.gz.fai'),
      compressedIndex: served('tutorial.fa.gz.gzi'),
      contigs: [
        { name: 'chrT1', length: 1_000_000 },
        { name: 'chrT2', length: 200_000 },
      ],
    },
    tracks: [
      track('annotation', 'gff3', 'tutorial.gff3'),
      track('variant', 'vcf', 'sample.vcf.gz', 'sample.vcf.gz.tbi'),
      track('alignment', 'bam', 'sample.bam', 'sample.bam.bai'),
    ],
    revision: 0,
    missing: [],
    marks: [],
    layout: plainLayout,
    model: 'small',
    runs,
    lostRuns: [],
    maps: [],
    baseMaps: [],
    variantSets: [],
    evaluations: [],
  };
}

function smallReport(alike: number): ProbeReport {
  const interval = { low: 0.9, high: 0.99 };
  return {
    ...{ kind: 'classes', labels: 'my peaks.bed', bin: 128, heldOut: 'chrT2', seconds: 1 },
    tracks: [
      {
        ...{ id: 'labels', label: 'Labels', regularisation: 0.01 },
        training: { bins: 7812, positive: 17 },
        heldOut: { bins: 1562, positive: 23 },
        metrics: {
          auroc: { value: 0.957, ...interval },
          auprc: { value: 0.8, low: NaN, high: NaN },
        },
        learningCurve: [
          { share: 0.1, bins: 780, value: null, low: null, high: null },
          { share: 0.5, bins: 3900, value: 0.9, low: 0.8, high: 0.95 },
          { share: 1, bins: 7812, value: 0.957, ...interval },
        ],
        calibration: {
          bins: [
            {
              from: 0,
              to: 0.5,
              count: 1500,
              predicted: 0.01,
              observed: 0.02,
              low: 0.01,
              high: 0.03,
            },
            { from: 0.5, to: 1, count: 0, predicted: NaN, observed: NaN, low: NaN, high: NaN },
          ],
          ...{ ece: 0.01, brier: 0.02 },
        },
        curves: {
          ...{ positives: 23, negatives: 1539 },
          roc: {
            threshold: [0.9, 0.4, 0],
            falsePositiveRate: [0, 0.1, 1],
            truePositiveRate: [0.7, 0.9, 1],
          },
          precisionRecall: {
            threshold: [0.9, 0.4, 0],
            recall: [0.7, 0.9, 1],
            precision: [1, 0.12, 0.015],
          },
        },
      },
    ],
    overlap: { windows: 200, windowLength: 1000, alike, copies: 0 },
  };
}
