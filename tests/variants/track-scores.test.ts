import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hasSign, type VariantScores } from '../../src-main/contract/index.ts';
import { parseAggregations } from '../../src-main/analysis/variants/index.ts';
import { scorerName } from '../../src-main/analysis/variants/scorers/aggregate.ts';
import { trackScores } from '../../src-main/analysis/variants/scorers/track-scores.ts';
import { reverseComplementOf } from '../../src-main/sequence/complement.ts';
import { signedTracks, type Manifest } from '../../src-main/model/index.ts';
import { Random } from '../support/random.ts';
import { openScoring, scoreFile, scoreVcf, type OpenScoring } from '../support/scoring.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { thrownBy } from '../support/thrown.ts';
import { basesWithGap, convGraph, plainConv, writeConvFolder } from '../support/tiled-conv.ts';

const shared = sharedFolder();
const [length, centre] = [96, 32];
const conv = { seed: 31, hidden: 4, channels: 2, width: 33 };
const plain = plainConv(conv);
const random = new Random(41);
const text = basesWithGap(random, 1_200, [0, 0]);
const fasta = join(shared, 'g.fa');
writeFileSync(fasta, `>chr\n${text}\n`);
const model = join(shared, 'strands');
writeConvFolder(
  model,
  { 'model.onnx': convGraph(conv, { length }) },
  {
    reverseComplement: 'separate',
    input: { kind: 'one-hot', name: 'dna', layout: '[1,4,L]', order: 'ACGT', unknown: 0 },
    tiling: { length, centre },
    outputs: [
      {
        ...{
          kind: 'tracks',
          name: 'out',
          layout: '[1,tracks,bins]',
          bin: 1,
          activation: 'softplus',
        },
        tracks: ['acceptor', 'donor'].map((id) => ({ id, label: id, unit: 'x', color: '#000000' })),
      },
    ],
  },
);
const softplus = (x: number) => Math.log1p(Math.exp(x));

/** Two genes, one on each strand; the sites of exons are first and last bases. */
const genes = [
  {
    id: 'G1',
    name: 'ALPHA',
    strand: '+',
    start: 400,
    end: 560,
    exons: [
      [400, 440],
      [505, 560],
    ],
  },
  {
    id: 'G2',
    name: 'BETA',
    strand: '-',
    start: 480,
    end: 700,
    exons: [
      [480, 530],
      [600, 700],
    ],
  },
] as const;
/** A gene that a tile holds. */
const gamma: Gene = {
  ...{ id: 'G3', name: 'GAMMA', strand: '+' as const, start: 490, end: 530 },
  exons: [
    [490, 500],
    [515, 530],
  ],
};
const all: readonly Gene[] = [...genes, gamma];
const annotation = writeGenes('genes.gff3', genes);
const short = writeGenes('short.gff3', all);

interface Gene {
  readonly id: string;
  readonly name: string;
  readonly strand: '+' | '-';
  readonly start: number;
  readonly end: number;
  readonly exons: readonly (readonly [number, number])[];
}

function writeGenes(name: string, written: readonly Gene[]): string {
  const path = join(shared, name);
  const lines = written.flatMap(({ id, name, strand, start, end, exons }) => {
    const line = (type: string, from: number, to: number, attributes: string) =>
      ['chr', '.', type, from + 1, to, '.', strand, '.', attributes].join('\t');
    return [
      line('gene', start, end, `ID=${id};Name=${name}`),
      line('mRNA', start, end, `ID=${id}.t;Parent=${id}`),
      ...exons.map(([from, to]) => line('exon', from, to, `Parent=${id}.t`)),
    ];
  });
  writeFileSync(path, `##gff-version 3\n${lines.join('\n')}\n`);
  return path;
}

/** A SNV, an insertion and a deletion in both genes, and a SNV in the first alone. */
const other = (base: string) => (base === 'A' ? 'C' : 'A');
/** Where eight bases can be deleted in one way only. */
const gone = [518, 519, 520, 521, 522, 523].find((pos) => text[pos] !== text[pos + 8])!;
const cases = [
  { pos: 512, ref: text[512]!, alt: other(text[512]!) },
  { pos: 508, ref: text[508]!, alt: `${text[508]!}${other(text[509]!)}GTCA${other(text[508]!)}` },
  { pos: gone, ref: text.slice(gone, gone + 9), alt: text[gone]! },
  { pos: 410, ref: text[410]!, alt: other(text[410]!) },
];
const vcf = join(shared, 'v.vcf');
const head = '##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n';
const record = ({ pos, ref, alt }: (typeof cases)[number]) =>
  ['chr', pos + 1, '.', ref, alt, '.', '.', '.'].join('\t');
writeFileSync(vcf, `${head}${cases.map(record).join('\n')}\n`);

let scoring: OpenScoring;
beforeAll(async () => {
  scoring = await openScoring({ fasta, model, shared });
});
afterAll(() => scoring.close());

async function scored(options: Parameters<typeof scoreVcf>[2]): Promise<VariantScores[]> {
  const records = await scoreVcf(scoring, vcf, options);
  return records.map(({ rows: [row] }) => {
    expect(row!.reason).toBeUndefined();
    // The alleles are as they were written: what is computed plainly is about the same ones.
    expect(row!.normalised!.pos).toBe(row!.stated!.pos);
    return row!.scores!;
  });
}

const values = new Map<string, Map<number, number>>();

/** Values of a track of a sequence at its own positions. */
function trackOf(letters: string, track: string): (position: number) => number {
  const [name, strand] = track.split('_');
  const channel = name === 'acceptor' ? 0 : 1;
  const turned = reverseComplementOf(letters);
  const known = values.get(`${track} ${letters}`) ?? new Map<number, number>();
  values.set(`${track} ${letters}`, known);
  return (position) => {
    const value =
      known.get(position) ??
      softplus(
        strand === 'plus'
          ? plain(letters, position)[channel]!
          : plain(turned, letters.length - 1 - position)[channel]!,
      );
    known.set(position, value);
    return value;
  };
}

/** Both alleles on the reference's positions, as SpliceAI lines them up: 0 for deleted, the largest of inserted. */
function alleles({ pos, ref, alt }: (typeof cases)[number], track: string, outside = text) {
  const changed = outside.slice(0, pos) + alt + outside.slice(pos + ref.length);
  const [before, after] = [trackOf(outside, track), trackOf(changed, track)];
  const growth = alt.length - ref.length;
  return {
    reference: before,
    alternative: (position: number) => {
      if (position < pos) return after(position);
      if (position === pos) {
        return Math.max(
          ...Array.from({ length: Math.max(1, growth + 1) }, (_, i) => after(pos + i)),
        );
      }
      return position < pos + ref.length ? 0 : after(position + growth);
    },
  };
}

function plainDelta(
  change: (typeof cases)[number],
  track: string,
  distance: number,
  outside?: string,
) {
  const { reference, alternative } = alleles(change, track, outside);
  const changes = Array.from({ length: 2 * distance + 1 }, (_, i) => {
    const position = change.pos - distance + i;
    return alternative(position) - reference(position);
  });
  const [gain, loss] = [Math.max(...changes), Math.max(...changes.map((one) => -one))];
  return {
    ...{ gain, gainOffset: changes.indexOf(gain) - distance },
    ...{ loss, lossOffset: changes.findIndex((one) => -one === loss) - distance },
  };
}

const distance = 40;
type Delta = NonNullable<VariantScores['deltas']>[number];

function expectDelta(found: Delta, expected: ReturnType<typeof plainDelta>): void {
  expect(found.gain).toBeCloseTo(expected.gain, 4);
  expect(found.loss).toBeCloseTo(expected.loss, 4);
  expect([found.gainOffset, found.lossOffset]).toEqual([expected.gainOffset, expected.lossOffset]);
}

it('the largest gain and loss of each track, and where, of substitutions, insertions and deletions', async () => {
  const scores = await scored({ distance });
  for (const [i, { deltas }] of scores.entries()) {
    expect(deltas!.map(({ track }) => track)).toEqual([
      'acceptor_plus',
      'acceptor_minus',
      'donor_plus',
      'donor_minus',
    ]);
    for (const found of deltas!) expectDelta(found, plainDelta(cases[i]!, found.track, distance));
  }
});

it('the change at a site is the same whatever else is asked for', async () => {
  const local = async (options: Parameters<typeof scored>[0]) =>
    (await scored(options)).map((one) => one.local);
  const alone = await local({});
  expect(alone).toEqual(await local({ distance }));
  // Of an insertion the largest of what stands on its base.
  for (const { track, effect } of alone[1]!) {
    const { reference, alternative } = alleles(cases[1]!, track);
    const { pos } = cases[1]!;
    expect(effect).toBeCloseTo(alternative(pos) - reference(pos), 4);
  }
});

it('with an annotation, for each gene that a variant lies in, by tracks of its strand', async () => {
  const scores = await scored({ distance, annotation });
  const named = scores.map(({ deltas }) =>
    deltas!.map(({ gene, track }) => `${gene!.name} ${track}`),
  );
  const both = [
    ...['ALPHA acceptor_plus', 'ALPHA donor_plus', 'BETA acceptor_minus', 'BETA donor_minus'],
  ];
  expect(named).toEqual([both, both, both, both.slice(0, 2)]);
  for (const [i, { deltas }] of scores.entries()) {
    for (const found of deltas!) expectDelta(found, plainDelta(cases[i]!, found.track, distance));
  }
});

it('with N outside the gene both alleles are read so', async () => {
  const scores = await scored({ distance, annotation, outsideN: true });
  let differs = 0;
  for (const [i, { deltas }] of scores.entries()) {
    for (const found of deltas!) {
      const { start, end } = genes.find(({ name }) => name === found.gene!.name)!;
      const outside = 'N'.repeat(start) + text.slice(start, end) + 'N'.repeat(text.length - end);
      const expected = plainDelta(cases[i]!, found.track, distance, outside);
      expectDelta(found, expected);
      const whole = plainDelta(cases[i]!, found.track, distance);
      if (Math.abs(expected.gain - whole.gain) > 1e-3) differs += 1;
    }
  }
  expect(differs).toBeGreaterThan(0);
});

it('masked, a gain at an annotated site and a loss elsewhere are 0, and nothing else is', async () => {
  const [change] = cases;
  const { pos } = change!;
  const { gainOffset, lossOffset } = plainDelta(change!, 'acceptor_plus', distance);
  const [gainAt, lossAt] = [pos + gainOffset, pos + lossOffset];
  const masked = async (name: string, first: number, last: number) => {
    const span = { start: Math.min(first, pos), end: Math.max(last, pos) + 1 };
    const gene = {
      id: 'G',
      name,
      strand: '+',
      ...span,
      exons: [[first, last + 1]],
    } as const satisfies Gene;
    const path = writeGenes(`${name}.gff3`, [gene]);
    const [one] = await scored({ distance, annotation: path, maskAnnotated: true });
    return one!.deltas!.find(({ track }) => track === 'acceptor_plus')!;
  };
  const plainly = (await scored({ distance }))[0]!.deltas!.find(
    ({ track }) => track === 'acceptor_plus',
  )!;
  expect(plainly.gain).toBeGreaterThan(0);
  expect(plainly.loss).toBeGreaterThan(0);
  const { gain, loss } = plainly;
  // An exon's last base where the gain is, its first far from both: the gain is nothing new.
  expect(await masked('last', gainAt - 100, gainAt)).toMatchObject({ gain: 0, loss: 0 });
  expect(await masked('first', lossAt, lossAt + 100)).toMatchObject({ gain, loss });
  expect(await masked('other', pos - 200, pos + 200)).toMatchObject({ gain, loss: 0 });
  // The base behind an exon is not one of its ends.
  expect(await masked('behind', gainAt - 100, gainAt - 1)).toMatchObject({ gain, loss: 0 });
  const [left, right] = [Math.min(gainAt, lossAt), Math.max(gainAt, lossAt)];
  expect(await masked('both', left, right)).toMatchObject({ gain: 0, loss });
});

it('aggregates are the formulas of their names, in windows, over a tile round the variant, and over exons', async () => {
  const names = ['DIFF_MEAN', 'DIFF_SUM', 'DIFF_SUM_LOG2', 'DIFF_LOG2_SUM'].concat([
    ...['L2_DIFF', 'L2_DIFF_LOG1P', 'ACTIVE_MEAN', 'ACTIVE_SUM'],
  ]);
  const list = `${names.flatMap((name) => [`${name}:21`, `${name}:301`, name]).join(',')},GENE_MASK_LFC,gene_mask_active`;
  const aggregations = parseAggregations(list);
  const scores = await scored({ annotation: short, aggregations });
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
  const mean = (values: number[]) => sum(values) / values.length;
  const norm = (a: number[], b: number[]) => Math.sqrt(sum(a.map((one, i) => (one - b[i]!) ** 2)));
  const formulas: Record<string, (alt: number[], ref: number[]) => number> = {
    DIFF_MEAN: (a, r) => mean(a) - mean(r),
    DIFF_SUM: (a, r) => sum(a) - sum(r),
    DIFF_SUM_LOG2: (a, r) =>
      sum(a.map((x) => Math.log2(x + 1))) - sum(r.map((x) => Math.log2(x + 1))),
    DIFF_LOG2_SUM: (a, r) => Math.log2(sum(a) + 1) - Math.log2(sum(r) + 1),
    L2_DIFF: norm,
    L2_DIFF_LOG1P: (a, r) => norm(a.map(Math.log1p), r.map(Math.log1p)),
    ACTIVE_MEAN: (a, r) => Math.max(mean(a), mean(r)),
    ACTIVE_SUM: (a, r) => Math.max(sum(a), sum(r)),
    GENE_MASK_LFC: (a, r) => Math.log(mean(a) + 0.001) - Math.log(mean(r) + 0.001),
    GENE_MASK_ACTIVE: (a, r) => Math.max(mean(a), mean(r)),
  };
  const told = new Set<string>();
  for (const [i, { aggregates }] of scores.entries()) {
    const { pos } = cases[i]!;
    expect(aggregates!.filter(({ gene }) => gene === undefined)).toHaveLength(names.length * 3 * 4);
    for (const { scorer, track, gene, value } of aggregates!) {
      const { reference, alternative } = alleles(cases[i]!, track);
      const [, name, width] = /^(.*?)(?:_(\d+|WHOLE))?$/.exec(scorer)!;
      const half = width === 'WHOLE' ? length / 2 : (Number(width) - 1) / 2;
      const exons = all.find((one) => one.name === gene?.name)?.exons;
      const spans = exons ?? [[pos - half, pos + half + (width === 'WHOLE' ? 0 : 1)]];
      const isWhole =
        gene === undefined ||
        spans.every(([from, to]) => from >= pos - length / 2 && to <= pos + length / 2);
      const positions = spans.flatMap(([from, to]) =>
        Array.from({ length: to - from }, (_, k) => from + k),
      );
      const expected = formulas[name!]!(positions.map(alternative), positions.map(reference));
      if (isWhole) expect(value, `${i} ${scorer} ${track}`).toBeCloseTo(expected, 3);
      else expect(value).toBeNaN();
      if (gene) told.add(`${gene.name} ${isWhole}`);
    }
  }
  // Of a gene whose exons lie further than a tile round a variant nothing is told.
  expect([...told].sort()).toEqual(['ALPHA false', 'BETA false', 'GAMMA true']);
  // What else is asked for, and where a region ends, changes none of them.
  const region = { contig: 'chr', start: 400, end: 540 };
  const more = [
    await scored({ annotation: short, aggregations, distance: 300 }),
    await scored({ annotation: short, aggregations, region }),
  ];
  for (const others of more) {
    expect(others.map(({ aggregates }) => aggregates)).toEqual(
      scores.map(({ aggregates }) => aggregates),
    );
  }
});

it('a splicing score is the largest change within each gene that the variant lies in, on its strand', async () => {
  const aggregations = parseAggregations('GENE_MASK_SPLICING,gene_mask_splicing:21');
  const scores = await scored({ annotation: short, aggregations });
  const told = new Set<string>();
  for (const [i, { aggregates }] of scores.entries()) {
    const { pos } = cases[i]!;
    for (const { scorer, track, gene, value } of aggregates!) {
      const { start, end } = all.find((one) => one.name === gene!.name)!;
      const [from, to] = scorer.endsWith('_21')
        ? [pos - 10, pos + 11]
        : [pos - length / 2, pos + length / 2];
      const { reference, alternative } = alleles(cases[i]!, track);
      let largest = 0;
      for (let x = Math.max(from, start); x < Math.min(to, end); x++) {
        largest = Math.max(largest, Math.abs(alternative(x) - reference(x)));
      }
      expect(value, `${i} ${scorer} ${track}`).toBeCloseTo(largest, 4);
      told.add(`${i} ${scorer} ${gene!.name} ${track}`);
    }
  }
  // Each of two tracks of its strand and two widths, of three genes, or of the first alone.
  expect(told.size).toBe(3 * 3 * 4 + 4);
  expect(told).toContain('3 GENE_MASK_SPLICING_21 ALPHA donor_plus');
  expect(hasSign('GENE_MASK_SPLICING_21')).toBe(false);
});

it('what is asked for twice is given once', () => {
  const names = parseAggregations('L2_DIFF,l2_diff:whole,L2_DIFF:5').map(scorerName);
  expect(names).toEqual(['L2_DIFF_WHOLE', 'L2_DIFF_5']);
});

it('a change of the first base of a contig is told there', async () => {
  const path = join(shared, 'base.vcf');
  const alt = other(text[0]!);
  const lines = [alt, `${alt}G${text[0]!}`].map((one) =>
    ['chr', 1, '.', text[0], one, '.', '.', '.'].join('\t'),
  );
  writeFileSync(path, `${head}${lines.join('\n')}\n`);
  const [changed, inserted] = await scoreVcf(scoring, path);
  for (const { track, value, effect } of changed!.rows[0]!.scores!.local) {
    const [before, after] = [trackOf(text, track), trackOf(alt + text.slice(1), track)];
    expect(value).toBeCloseTo(before(0), 4);
    expect(effect).toBeCloseTo(after(0) - before(0), 4);
  }
  for (const { track, effect } of inserted!.rows[0]!.scores!.local) {
    const [before, after] = [trackOf(text, track), trackOf(`${alt}G${text}`, track)];
    const most = Math.max(after(0), after(1), after(2));
    expect(effect).toBeCloseTo(most - before(0), 4);
  }
});

it('a deletion of the first bases of a contig is told by the base behind them', async () => {
  const path = join(shared, 'first.vcf');
  const ref = text.slice(0, 3);
  writeFileSync(path, `${head}${['chr', 1, '.', ref, ref[2], '.', '.', '.'].join('\t')}\n`);
  const [record] = await scoreVcf(scoring, path, { distance });
  const { reason, scores } = record!.rows[0]!;
  expect(reason).toBeUndefined();
  for (const { track, value, effect } of scores!.local) {
    const [before, after] = [trackOf(text, track), trackOf(text.slice(2), track)];
    expect(value).toBeCloseTo(before(2), 4);
    expect(effect).toBeCloseTo(after(0) - before(2), 4);
  }
  // Gone bases count as 0 in gains and losses, as anywhere.
  for (const { track, loss, lossOffset } of scores!.deltas!) {
    const [before, after] = [trackOf(text, track), trackOf(text.slice(2), track)];
    const losses = Array.from({ length: distance + 1 }, (_, i) => {
      return before(i) - (i < 2 ? 0 : after(i - 2));
    });
    expect(loss).toBeCloseTo(Math.max(...losses), 4);
    expect(lossOffset).toBe(losses.indexOf(Math.max(...losses)));
  }
});

it('of a window that was read in part nothing is told, but where the contig ends', () => {
  const info = { id: 'a', label: 'a', unit: 'x', color: '#000000', bin: 1 };
  const values = (change: number) => [
    { first: 1_000, values: [Float32Array.from({ length: 100 }, (_, i) => i + change)] },
  ];
  const aggregations = parseAggregations('DIFF_SUM:41');
  const at = (start: number, bounds: { start: number; end: number }) =>
    trackScores(
      {
        ...{ interval: { contig: 'chr', start: 1_000, end: 1_100 }, bounds, tracks: [info] },
        edit: { start, end: start + 1, tokens: new Uint8Array([1]) },
        part: { bins: values(0), read: { start: 0, end: 100 } },
        result: { bins: values(1) },
      },
      { distance: 20, aggregations },
    );
  const long = { start: 0, end: 5_000 };
  expect(at(50, long)).toMatchObject({ deltas: [{ gain: 1 }], aggregates: [{ value: 41 }] });
  expect(at(10, long)).toMatchObject({ deltas: [], aggregates: [{ value: NaN }] });
  expect(at(85, long)).toMatchObject({ deltas: [], aggregates: [{ value: NaN }] });
  const ends = { start: 1_000, end: 1_100 };
  expect(at(10, ends)).toMatchObject({ deltas: [{ gain: 1 }], aggregates: [{ value: 31 }] });
});

it('deleted bases count as 0, but not in a track whose values may be below 0', () => {
  const info = { id: 'a', label: 'a', unit: 'x', color: '#000000', bin: 1 };
  const bins = (gone: number) => [
    { first: 0, values: [Float32Array.from({ length: 9 }, (_, i) => (i === 4 ? gone : -1))] },
  ];
  const of = (signed: ReadonlySet<string>) =>
    trackScores(
      {
        ...{ interval: { contig: 'chr', start: 0, end: 9 }, bounds: { start: 0, end: 9 } },
        ...{ tracks: [info], edit: { start: 4, end: 5, tokens: new Uint8Array() } },
        part: { bins: bins(-3), read: { start: 0, end: 9 } },
        result: { bins: bins(NaN) },
      },
      { distance: 4, aggregations: parseAggregations('DIFF_SUM:5'), signed },
    );
  const told = (gain: number) => ({ deltas: [{ gain }], aggregates: [{ value: gain }] });
  expect(of(new Set())).toMatchObject(told(3));
  expect(of(new Set(['a']))).toMatchObject(told(0));
});

it('a track may be below 0 that has no activation and is no probability', () => {
  const of = (activation: string, unit: string) =>
    signedTracks({
      outputs: [{ kind: 'tracks', activation, tracks: [{ id: 'a', unit }] }],
    } as unknown as Manifest).has('a');
  expect([of('none', 'logit'), of('none', 'probability'), of('softplus', 'x')]).toEqual([
    ...[true, false, false],
  ]);
});

it.each([
  ['DIFF_MEDIAN', /no aggregation "DIFF_MEDIAN"; known are DIFF_MEAN, /],
  ['DIFF_MEAN:500', /width of DIFF_MEAN is "500"; expected an odd number/],
  ['GENE_MASK_LFC:501', /exons of a gene and has no width/],
])('%s is no aggregation', (list, message) => {
  const error = thrownBy(() => parseAggregations(list));
  expect(error).toMatchObject({ code: 'usage' });
  expect(error.message).toMatch(message);
});

it('what lacks an annotation, a distance or tracks is refused before anything is read', async () => {
  await expect(scored({ distance, outsideN: true })).rejects.toMatchObject({ code: 'usage' });
  await expect(scored({ annotation, maskAnnotated: true })).rejects.toMatchObject({
    code: 'usage',
  });
  const aggregations = parseAggregations('GENE_MASK_LFC');
  await expect(scored({ aggregations })).rejects.toThrow(/needs an annotation/);
  await expect(scored({ windowOnly: true })).rejects.toThrow(/give their length/);
  const haplotypes = { kind: 'haplotypes', path: vcf, unphased: 'as-written' } as const;
  const windows = scoreFile(scoring, haplotypes, { windowOnly: true, window: 64 });
  await expect(windows).rejects.toThrow(/haplotype has no window of its own/);
});
