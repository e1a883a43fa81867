/// <reference lib="dom" />
import { describe, expect, it } from 'vitest';
import type {
  Comparison,
  DataTrack,
  Project,
  ProjectRun,
  TrackLayout,
} from '../../src-main/contract/index.ts';
import {
  annotationColor,
  colorOfType,
  gaps,
  label,
  patchwork,
  rangeOf,
  sourcesShown,
  shownRange,
  stepFor,
  valueScale,
  fetchBins,
  isFile,
  type PredictionSource,
  type PredictionSpec,
  type Row,
  areaRows,
  drawnRows,
  type AreaContent,
} from '../../src-main/drawing/index.ts';
import { leaveGroups, scaleInGroup } from '../../src-renderer/browser/tracks/group-scale.ts';
import type { IgvTrack } from '../../src-renderer/browser/igv-types.ts';
import { normalLocus, plainRegion } from '../../src-renderer/locus/index.ts';
import { readAddress, writeAddress } from '../../src-renderer/state/address.ts';
import { ViewHistory } from '../../src-renderer/state/view/view-history.ts';
import { formatLoci, splitLoci } from '../../src-renderer/locus/index.ts';
import { Random } from '../support/random.ts';

/** No file is read. */
const none = () => Promise.resolve([]);
const at = (start: number, end: number, contig = 'c1') => ({ contig, start, end });

describe('loci side by side', () => {
  it.each([
    ['chrI:1-10 chrII:5k-6k', ['chrI:1-10', 'chrII:5k-6k']],
    ['PAP1 RSC4', ['PAP1', 'RSC4']],
    ['chrI:1-10 | RSC4; chrII', ['chrI:1-10', 'RSC4', 'chrII']],
    ['chrI:1,000-2,000, chrII:5k-6k', ['chrI:1,000-2,000', 'chrII:5k-6k']],
    ['chr1 1000 2000', ['chr1 1000 2000']],
    ['chr1:1000 A>C', ['chr1:1000 A>C']],
    ['chr1 1000 A C', ['chr1 1000 A C']],
    ['chr1 1000-2000', ['chr1 1000-2000']],
    ['chr1 5k-10k', ['chr1 5k-10k']],
    ['chr1:1,000 - 2,000', ['chr1:1,000 - 2,000']],
    ['chr1:1,000 -2,000', ['chr1:1,000 -2,000']],
    ['gi|330443391|ref|NC_001133.9|:1-1000', ['gi|330443391|ref|NC_001133.9|:1-1000']],
    ['  RSC4 ', ['RSC4']],
    ['', []],
  ])('reads "%s"', (text, parts) => expect(splitLoci(text)).toEqual(parts));

  it('reads what it writes', () => {
    expect(splitLoci(formatLoci([at(0, 10), at(4, 1_000, 'c 2'), at(4, 10, 'gi|1|ref|')]))).toEqual(
      ['c1:1-10', 'c 2:5-1,000', 'gi|1|ref|:5-10'],
    );
  });
});

describe('a patchwork of runs', () => {
  it('gives each base to the first that covers it, and tells the gaps', () => {
    const sources = [
      { name: 'wide', interval: at(100, 500) },
      { name: 'live', interval: at(0, 900), end: 200 },
      { name: 'late', interval: at(400, 700) },
      { name: 'elsewhere', interval: at(0, 900, 'c2') },
    ];
    const patches = patchwork(sources, at(50, 800));
    expect(patches.map(({ source, start, end }) => [source.name, start, end])).toEqual([
      ['live', 50, 100],
      ['wide', 100, 500],
      ['late', 500, 700],
    ]);
    expect(gaps(patches, 50, 800)).toEqual([[700, 800]]);
  });

  it('covers any sources base by base as a plain search does', () => {
    const random = new Random(7);
    const below = (limit: number) => random.below(limit);
    for (let round = 0; round < 100; round++) {
      const sources = Array.from({ length: 1 + below(6) }, () => {
        const start = below(60);
        return { interval: at(start, start + 1 + below(40)) };
      });
      const region = at(below(30), 40 + below(60));
      const found = Array.from({ length: region.end }, () => [] as unknown[]);
      for (const { source, start, end } of patchwork(sources, region)) {
        for (let base = start; base < end; base++) found[base]?.push(source);
      }
      const wanted = found.map((_, base) => {
        const covers = ({ interval }: (typeof sources)[0]) =>
          interval.start <= base && base < interval.end;
        return base < region.start ? [] : sources.filter(covers).slice(0, 1);
      });
      expect(found).toEqual(wanted);
    }
  });

  it('is fetched run by run, and subtracted bin by bin', async () => {
    const source = (run: string, start: number, end: number) => ({
      ...{ run, model: 'Model 1.0.0', interval: at(start, end) },
    });
    const spec: PredictionSpec = {
      ...{ id: 'row', group: 'group', settings: {} },
      info: { id: 'track', label: 'Track', unit: '', color: '#000000', bin: 10 },
      layers: [[source('a', 0, 100), source('b', 50, 200)], [source('c', 80, 120)]],
    };
    const asked: string[] = [];
    const view = (request: { run: string; start: number; end: number }) => {
      asked.push(`${request.run} ${request.start}-${request.end}`);
      const value = { a: 1, b: 2, c: 5 }[request.run] ?? 0;
      const values = Float32Array.from({ length: (request.end - request.start) / 10 }, () => value);
      return Promise.resolve({
        ...{ start: request.start, bin: 10, mean: values, min: values, max: values },
      });
    };
    const request = { chr: 'c1', start: 0, end: 150, bpPerPixel: 1 };
    const bins = await fetchBins(spec, request, { view, signal: none });
    expect(asked.sort()).toEqual(['a 0-100', 'b 100-150', 'c 80-120']);
    expect(bins.filter(({ layer }) => layer === 0).map(({ value }) => value)).toEqual([
      ...Array.from({ length: 10 }, () => 1),
      ...Array.from({ length: 5 }, () => 2),
    ]);
    const less = await fetchBins({ ...spec, compared: 'difference' }, request, {
      view,
      signal: none,
    });
    expect(less.map(({ start, value }) => [start, value])).toEqual([
      [80, 4],
      [90, 4],
      [100, 3],
      [110, 3],
    ]);
  });

  it('is one with files base by base, as a plain sum over all bases has it', async () => {
    const random = new Random(5);
    const end = 240;
    const file = (name: string) => ({ file: { name } as DataTrack });
    const perBase = (bins: readonly { start: number; end: number; value: number }[]) => {
      const values = new Float64Array(end).fill(NaN);
      for (const one of bins) values.fill(one.value, one.start, one.end);
      return values;
    };
    for (let round = 0; round < 40; round++) {
      // Steps of any width, with gaps, as a bigWig file has them.
      const steps = () => {
        const made = [];
        for (let start = random.below(9); start < end;) {
          const stop = Math.min(end, start + 1 + random.below(30));
          const value = 1 + random.below(50);
          made.push({ start, end: stop, value, min: value, max: value });
          start = stop + (random.below(3) === 0 ? random.below(20) : 0);
        }
        return made;
      };
      const [a, b] = [steps(), steps()];
      const bin = [8, 10, 40][round % 3]!;
      const mean = Float32Array.from({ length: end / bin }, () => 1 + random.below(50));
      const reads = {
        view: () => Promise.resolve({ start: 0, bin, mean, min: mean, max: mean }),
        signal: ({ name }: DataTrack) => Promise.resolve(name === 'a' ? a : b),
      };
      const spec = (layers: PredictionSpec['layers'], kind: Comparison['kind']) => ({
        ...{ id: 'row', group: 'compared', settings: {}, layers, compared: kind },
        info: { id: 'track', label: 'Track', unit: '', color: '#000000', bin },
      });
      const request = { chr: 'c1', start: 0, end, bpPerPixel: 1 };
      const model = [{ run: 'r', model: 'Model 1.0.0', interval: at(0, end) }];
      const modelBases = perBase(
        [...mean].map((value, i) => ({ start: i * bin, end: (i + 1) * bin, value })),
      );
      const [first, second] = [perBase(a), perBase(b)];

      // Two files: every base that both have, as it is.
      const files = [[file('a')], [file('b')]];
      const less = perBase(await fetchBins(spec(files, 'difference'), request, reads));
      expect([...less]).toEqual([...second].map((value, i) => value - first[i]!));
      const ratio = perBase(await fetchBins(spec(files, 'log2 ratio'), request, reads));
      ratio.forEach((value, i) => {
        const wanted = Math.log2(second[i]! / first[i]!);
        if (Number.isNaN(wanted)) expect(value).toBeNaN();
        else expect(value).toBeCloseTo(wanted, 10);
      });

      // A model and a file: bins of the model, over the bases that the file has.
      const both = await fetchBins(spec([[file('a')], model], 'difference'), request, reads);
      const wanted = Array.from({ length: end / bin }, (_, i) => {
        const seen = [...first.subarray(i * bin, (i + 1) * bin)].filter((x) => !Number.isNaN(x));
        const sum = seen.reduce((total, value) => total + value, 0);
        return modelBases[i * bin]! - sum / seen.length;
      });
      expect(both.map(({ start }) => start)).toEqual(
        wanted.flatMap((value, i) => (Number.isNaN(value) ? [] : [i * bin])),
      );
      for (const { start, value } of both) expect(value).toBeCloseTo(wanted[start / bin]!, 9);
    }
  });

  it('has no ratio where one of both is not above zero', async () => {
    const at0 = (name: string, values: readonly number[]) => ({
      name,
      bins: values.map((value, i) => ({
        ...{ start: i * 10, end: i * 10 + 10, value, min: value, max: value },
      })),
    });
    const files = [at0('a', [1, 0, 4, -2]), at0('b', [8, 3, 0, 5])];
    const spec: PredictionSpec = {
      ...{ id: 'row', group: 'compared', settings: {}, compared: 'log2 ratio' },
      info: { id: 'track', label: 'Track', unit: '', color: '#000000', bin: 1 },
      layers: files.map(({ name }) => [{ file: { name } as DataTrack }]),
    };
    const bins = await fetchBins(
      spec,
      { chr: 'c1', start: 0, end: 40, bpPerPixel: 1 },
      {
        view: () => Promise.reject(new Error('no run')),
        signal: ({ name }) => Promise.resolve(files.find((one) => one.name === name)!.bins),
      },
    );
    expect(bins.map(({ start, end, value }) => [start, end, value])).toEqual([[0, 10, 3]]);
  });

  it('is subtracted where its runs come in bins of unlike width', async () => {
    const source = (run: string) => ({ run, model: 'Model 1.0.0', interval: at(0, 80) });
    const spec: PredictionSpec = {
      ...{ id: 'row', group: 'group', settings: {}, compared: 'difference' },
      info: { id: 'track', label: 'Track', unit: '', color: '#000000', bin: 10 },
      layers: [[source('fine')], [source('wide')]],
    };
    const view = ({ run }: { run: string }) => {
      const bin = run === 'fine' ? 10 : 40;
      const mean =
        run === 'fine' ? Float32Array.from([0, 1, 2, 3, 4, 5, 6, 7]) : Float32Array.of(10, 20);
      return Promise.resolve({ start: 0, bin, mean, min: mean, max: mean });
    };
    const request = { chr: 'c1', start: 0, end: 80, bpPerPixel: 1 };
    const less = await fetchBins(spec, request, { view, signal: none });
    expect(less.map(({ start, end, value }) => [start, end, value])).toEqual([
      [0, 40, 10 - 1.5],
      [40, 80, 20 - 5.5],
    ]);
    const other = { ...spec, layers: spec.layers.toReversed() };
    const more = await fetchBins(other, request, { view, signal: none });
    expect(more.map(({ value }) => value)).toEqual([1.5 - 10, 5.5 - 20]);
  });
});

describe('the scale of a row', () => {
  it('holds zero and all values, and keeps what lies beyond its ends at them', () => {
    expect(rangeOf([{ min: -3, max: -1 }])).toEqual({ min: -3, max: 0 });
    expect(rangeOf([])).toEqual({ min: 0, max: 1 });
    const share = valueScale({ min: -2, max: 2 }, false);
    expect([-5, -2, 0, 1, 9].map(share)).toEqual([0, 0, 0.5, 0.75, 1]);
  });

  it('is logarithmic over four decades where it cannot start at its own end', () => {
    expect(shownRange({ min: 0, max: 100 }, true)).toEqual({ min: 0.01, max: 100 });
    const share = valueScale({ min: 0, max: 100 }, true);
    expect([0, 0.01, 1, 100].map((value) => share(value))).toEqual([0, 0, 0.5, 1]);
  });
});

it('rows of a group have one scale, which follows those that leave', () => {
  let repainted = 0;
  const track = (): IgvTrack =>
    ({ trackView: { repaintViews: () => (repainted += 1) } }) as unknown as IgvTrack;
  const [first, second] = [track(), track()];
  first.dataRange = scaleInGroup(first, 'g', { min: 0, max: 2 });
  expect(first.dataRange).toEqual({ min: 0, max: 2 });
  expect(scaleInGroup(second, 'g', { min: -1, max: 1 })).toEqual({ min: -1, max: 2 });
  expect(first.dataRange).toEqual({ min: -1, max: 2 });
  expect(repainted).toBe(1);
  // Nothing in view, and a track that was removed, count for nothing.
  expect(scaleInGroup(track(), 'g', undefined)).toEqual({ min: -1, max: 2 });
  leaveGroups(first);
  expect(scaleInGroup(second, 'g', { min: -1, max: 1 })).toEqual({ min: -1, max: 1 });
});

describe('the ruler', () => {
  it.each([
    [70_000, 'bp between labels: 100,000', 100_000],
    [1.5, 'two', 2],
    [0.1, 'one base at least', 1],
    [2_100, 'five thousand', 5_000],
  ])('%d: %s', (least, _, step) => expect(stepFor(least)).toBe(step));

  it.each([
    [280_000, 10_000, '280 kb'],
    [1_250_000, 50_000, '1.25 Mb'],
    [314_200, 200, '314,200'],
    [12_345_000, 1_000, '12,345 kb'],
  ])('writes base %d, with labels each %d bp, as %s', (base, step, text) => {
    expect(label(base, step)).toBe(text);
  });
});

describe('a locus', () => {
  const contigs = [{ name: 'chrI', length: 230_000, cuts: undefined } as never];

  it.each([
    ['chrI:5k-10k', at(4_999, 10_000, 'chrI')],
    ['chrI 1000 2,000', at(999, 2_000, 'chrI')],
    ['chrI:1,000..2,000', at(999, 2_000, 'chrI')],
    ['0.1M', at(99_949, 100_050, 'chrI')],
    ['5k-10k', at(4_999, 10_000, 'chrI')],
    ['1,200', at(1_149, 1_250, 'chrI')],
    ['chrI 1,200', at(1_149, 1_250, 'chrI')],
    ['chrI:1,000\u20132,000', at(999, 2_000, 'chrI')],
    ['chrI:1200:A>C', at(1_149, 1_250, 'chrI')],
    ['chrI:1200:>C', at(1_149, 1_250, 'chrI')],
    ['chrI:1,200 AT>C', at(1_149, 1_250, 'chrI')],
    ['chrI:g.1200A>C', at(1_149, 1_250, 'chrI')],
    ['chrI:1200:A:C,G', at(1_149, 1_250, 'chrI')],
    ['chrI-1200-A-C', at(1_149, 1_250, 'chrI')],
    ['chrI_1200_A/C', at(1_149, 1_250, 'chrI')],
    ['chrI\t1200\trs7\tA\tC\t60\tPASS', at(1_149, 1_250, 'chrI')],
  ])('%s is read', (text, region) => {
    expect(plainRegion(text, contigs, 'chrI')).toEqual(region);
  });

  it('that is a name is left to be searched', () => {
    for (const name of ['FLO11', 'tP(UGG)A', 'HLA-A', 'YAL001C-A', 'GAL1-10'])
      expect(normalLocus(name, 'chrI')).toBe(name);
    expect(plainRegion('5k', contigs)).toBeUndefined();
  });
});

it.each([
  ['gene', 'CDS'],
  ['mRNA', 'exon'],
  ['promoter', 'TSS'],
  ['enhancer', 'super_enhancer'],
  ['tRNA_gene', 'snoRNA'],
])('a feature that is a %s has the colour of a %s', (type, other) => {
  expect(colorOfType(type)).toBe(colorOfType(other));
});

it('kinds of features have colours of their own', () => {
  const kinds = [
    'gene',
    'promoter',
    'enhancer',
    'insulator',
    'terminator',
    'tRNA',
    'repeat_region',
  ];
  expect(new Set(kinds.map(colorOfType)).size).toBe(kinds.length);
});

it('a feature has the colour that its file says, else that of its type, or of its name', () => {
  const color = 'rgb(255,0,0)';
  expect(annotationColor({ type: 'gene', color })).toBe(color);
  expect(annotationColor({ type: 'gene', color: '#00aa00' })).toBe('#00aa00');
  expect(annotationColor({ type: 'gene', color: 'url(x)' })).toBe(colorOfType('gene'));
  expect(annotationColor({ type: '', name: 'enhancer 7' })).toBe(colorOfType('enhancer'));
});

it('one walks back and forth through the views, and a new one ends what was ahead', () => {
  const views = new ViewHistory();
  for (const end of [10, 20, 20, 30]) views.rested([at(0, end)]);
  expect(views.walk(-1)).toEqual([at(0, 20)]);
  expect(views.walk(-1)).toEqual([at(0, 10)]);
  expect(views.walk(-1)).toBeUndefined();
  expect(views.walk(1)).toEqual([at(0, 20)]);
  views.rested([at(5, 9)]);
  expect(views.walk(1)).toBeUndefined();
  expect(views.walk(-1)).toEqual([at(0, 20)]);
});

describe('the rows of a project', () => {
  const model = { id: 'm', name: 'Model', version: '1.0.0', family: 'hawk', hash: 'h' };
  const run = (id: string, start: number, end: number, tracks = ['one', 'two']): ProjectRun => ({
    ...{ id, tracks, shown: true, region: at(start, end) },
    run: {
      ...{ key: id, model, interval: at(start, end), engineVersion: '1', provider: 'cpu' },
      ...{ settings: {}, createdAt: '', seconds: 1, peakBytes: 1 },
    },
  });
  const file = (name: string, kind: 'annotation' | 'variant' | 'alignment') =>
    ({
      ...{ id: name, name, kind, format: 'bed', path: name },
      file: { name, url: name },
    }) as const;
  const project = (layout: Partial<TrackLayout> = {}, runs: readonly ProjectRun[] = []) =>
    ({
      ...{ id: 'p', revision: 0, name: 'P', path: 'p', missing: [], marks: [], lostRuns: [] },
      ...{ maps: [], baseMaps: [], variantSets: [], evaluations: [], runs },
      layout: { rows: {}, order: [], folded: [], ...layout },
      tracks: [
        file('reads.bam', 'alignment'),
        file('genes.bed', 'annotation'),
        file('v.vcf', 'variant'),
      ],
    }) as Project;
  const content = (of: Project): AreaContent => ({
    ...{ project: of, models: [], jobs: [], effects: [], baseMaps: [], alleles: [] },
  });
  const ids = (rows: readonly Row[]) => rows.map(({ id }) => id);
  const runOf = (source: PredictionSource) => (isFile(source) ? source.file.name : source.run);

  it('are one for each track of a model over all its runs, the one that read most first', () => {
    const rows = areaRows(content(project({}, [run('short', 0, 10), run('long', 0, 99, ['one'])])));
    expect(ids(rows)).toEqual([
      ...['file:genes.bed', 'heading:model:m', 'model:m:one', 'model:m:two'],
      ...['heading:files', 'file:v.vcf', 'file:reads.bam'],
    ]);
    const sources = rows.flatMap((row) => (row.kind === 'prediction' ? [row.spec.layers] : []));
    expect(sources.map(([layer]) => layer?.map(runOf))).toEqual([['long', 'short'], ['short']]);
  });

  it('of a context effect stand beside those of the prediction, by window, and never among its runs', () => {
    const reset = (id: string, window: number) => ({ ...run(id, 0, 50, ['one']), window });
    const all = [run('plain', 0, 10), reset('a', 5), reset('b', 7), reset('c', 5)];
    const rows = areaRows(content(project({}, all)));
    const drawn = rows.flatMap((row) => (row.kind === 'prediction' ? [row] : []));
    expect(drawn.map(({ id, name, spec }) => [id, name, spec.layers[0]!.map(runOf)])).toEqual([
      ['model:m:one', 'one', ['plain']],
      ['model:m:two', 'two', ['plain']],
      ['model:m:context:5:one', 'one: context effect, 5 bp', ['a', 'c']],
      ['model:m:context:7:one', 'one: context effect, 7 bp', ['b']],
    ]);
    const [only] = areaRows(content(project({}, [reset('a', 5)]))).slice(2);
    expect(only).toMatchObject({ name: 'one: context effect', spec: { window: 5 } });
  });

  it('of maps of bases stand below those of their model, by what they show', () => {
    const region = { contig: 'chr1', start: 0, end: 1 };
    const numbers = { model, region, interval: region, tolerance: 1, bases: 'A' };
    const made = { id: 'd', region, interval: region, model, createdAt: '', shown: true };
    const dependencies = { ...numbers, values: Float32Array.of(NaN) };
    const picture = {
      kind: 'dependencies',
      shown: { numbers: dependencies, max: 0, blocks: [] },
    } as const;
    const question = { kind: 'dependencies' } as const;
    const spec = { id: 'bases:d', made: { ...made, question }, picture, chosen: undefined };
    const rows = areaRows({ ...content(project()), baseMaps: [spec] });
    expect(rows.slice(1, 3)).toMatchObject([
      { kind: 'heading', name: 'Model 1.0.0' },
      { kind: 'base map', id: 'bases:d', name: 'Dependencies of bases' },
    ]);
  });

  it('stand as they were arranged, folded and hidden, and the run that was chosen comes first', () => {
    const of = project(
      {
        order: ['model:m:two', 'model:m:one', 'files', 'model:m'],
        folded: ['files'],
        rows: { 'model:m:one': { run: 'short' }, 'model:m:two': { hidden: true } },
      },
      [run('short', 0, 10), run('long', 0, 99)],
    );
    const rows = areaRows(content(of));
    expect(ids(rows)).toEqual([
      ...['file:genes.bed', 'heading:files', 'file:v.vcf', 'file:reads.bam'],
      ...['heading:model:m', 'model:m:two', 'model:m:one'],
    ]);
    expect(ids(drawnRows(rows, of.layout))).toEqual([
      ...['file:genes.bed', 'heading:files', 'heading:model:m', 'model:m:one'],
    ]);
    const one = rows.find(({ id }) => id === 'model:m:one');
    expect(one?.kind === 'prediction' && one.spec.layers[0]?.map(runOf)).toEqual([
      ...['short', 'long'],
    ]);
  });

  describe('made of two others', () => {
    const layout = (...comparisons: Comparison[]) => ({ comparisons });
    const made = (of: Project) =>
      areaRows(content(of)).filter(({ group, kind }) => group === 'compared' && kind !== 'heading');
    const signal = (name: string) => ({ ...file(name, 'alignment'), kind: 'signal' }) as DataTrack;

    it('are named by what they differ in, and show nothing while one of both is not there', () => {
      const other = (of: ProjectRun) => {
        const own = { ...of.run, model: { ...model, id: 'other', name: 'Other' } };
        return { ...of, run: own };
      };
      const [a, b] = [run('a', 0, 10, ['one']), run('b', 0, 99, ['one'])];
      const name = (kind: Comparison['kind'], second: ProjectRun) => {
        const [first, last] = [
          { run: 'a', track: 'one' },
          { run: 'b', track: 'one' },
        ];
        const [row] = made(project(layout({ kind, first, second: last }), [a, second]));
        return row?.name;
      };
      expect(name('difference', b)).toBe('one, c1:1-99 minus one, c1:1-10');
      expect(name('lines', other({ ...a, id: 'b' }))).toBe('one, Model 1.0.0 and one, Other 1.0.0');
      expect(name('log2 ratio', other(b))).toBe(
        'log2 of one, Other 1.0.0, c1:1-99 over one, Model 1.0.0, c1:1-10',
      );
      expect(name('lines', { ...b, tracks: ['two'] })).toBeUndefined();
      const gone = { kind: 'lines', first: { row: 'file:gone.bw' }, second: { row: 'x' } } as const;
      expect(made(project(layout(gone), [a, b]))).toEqual([]);
    });

    it('are of a prediction and a file, each in its colour', () => {
      const [first, second] = [{ row: 'model:m:one' }, { row: 'file:depth.bw' }];
      const of = project(
        {
          ...layout({ kind: 'lines', first, second }),
          rows: { 'file:depth.bw': { color: '#123456', hidden: true } },
        },
        [run('a', 0, 10, ['one'])],
      );
      const [row] = made({ ...of, tracks: [...of.tracks, signal('depth.bw')] });
      expect(row).toMatchObject({ name: 'one and depth.bw', settings: {} });
      if (row?.kind !== 'prediction') throw new Error('no row');
      expect(row.spec.layers.map((layer) => layer.map(runOf))).toEqual([['a'], ['depth.bw']]);
      expect(row.spec.signals?.[1]).toEqual({ name: 'depth.bw', color: '#123456' });
      // A file may have values anywhere: of both the model says where there are any.
      expect(sourcesShown(row.spec)).toHaveLength(2);
      expect(sourcesShown({ ...row.spec, compared: 'difference' }).map(runOf)).toEqual(['a']);
    });
  });

  it('have an opened variant and the reads that tell of it right below the genes', () => {
    const info = { id: 'one', label: 'One', unit: '', color: '#000000', bin: 1 };
    const spec = { group: 'alleles', info, layers: [], settings: {}, alleles: 'chr1:5 A>C' };
    const opened = {
      ...content(project({ rows: { b: { height: 99 } } }, [run('r', 0, 10, ['one'])])),
      alleles: [
        { id: 'a', ...spec },
        { id: 'b', ...spec, compared: 'difference' as const },
      ],
    };
    const rows = areaRows(opened);
    expect(ids(rows)).toEqual([
      ...['file:genes.bed', 'heading:alleles', 'a', 'b', 'file:reads.bam'],
      ...['heading:model:m', 'model:m:one', 'heading:files', 'file:v.vcf'],
    ]);
    expect(rows.map(({ name }) => name).slice(1, 4)).toEqual([
      ...['Variant chr1:5 A>C', 'One: chr1:5 A>C', 'One, difference: chr1:5 A>C'],
    ]);
    // The heading says the variant.
    expect(rows[3]).toMatchObject({ short: 'One', settings: { height: 99 } });
  });

  it('warn of a model that knows the tutorial alone, but not in the tutorial', () => {
    const teaching = run('r', 0, 10);
    const tutorial = {
      ...teaching,
      run: { ...teaching.run, model: { ...model, id: 'hawk-tutorial' } },
    };
    const warned = (of: Project) =>
      areaRows(content(of)).flatMap((row) => (row.kind === 'heading' ? [row.warning] : []))[0];
    expect(warned(project({}, [tutorial]))).toMatch(/^Not for biology/);
    expect(warned({ ...project({}, [tutorial]), guide: 'tutorial' })).toBeUndefined();
    expect(warned(project({}, [teaching]))).toBeUndefined();
  });
});

describe('the address of the page', () => {
  it('says where one is, and is read again', () => {
    const address = {
      project: '/home/a b/p&q.megabase',
      locus: 'chr1:1-2,000',
      panel: 'runs',
      step: 3,
    };
    expect(readAddress(writeAddress(address))).toEqual(address);
    expect(writeAddress({ locus: 'chr1:1-2' })).toBe('');
  });

  it.each(['', '#', '#step=-1&x=2', '#step=1.5'])('"%s" says nothing', (hash) => {
    const nothing = { project: undefined, locus: undefined, panel: undefined, step: undefined };
    expect(readAddress(hash)).toEqual(nothing);
  });
});
