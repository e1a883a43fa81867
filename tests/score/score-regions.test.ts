import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { PredictionCache } from '../../src-main/cache/index.ts';
import { estimateMemory } from '../../src-main/engine/memory/memory-plan.ts';

import {
  activations,
  describeNetwork,
  readHeadWeights,
  readModelPackage,
  type HeadOutput,
  type ModelPackage,
} from '../../src-main/model/index.ts';
import { openGenome } from '../../src-main/formats/open-genome/index.ts';
import { tokenize } from '../../src-main/sequence/index.ts';
import { resultOf } from '../../src-main/analysis/events/index.ts';
import {
  scoreRegions,
  type RegionScoreSpec,
  type ScoredLocus,
} from '../../src-main/analysis/score/index.ts';
import { findLoci } from '../../src-main/analysis/score/find-loci.ts';
import type { Locus } from '../../src-main/analysis/score/locus.ts';
import { writeScores } from '../../src-main/analysis/score/write-scores.ts';
import { loadModel } from '../../src-main/library/index.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { addHead } from '../support/head-places.ts';
import { tracksHead, windowHead } from '../support/random-head.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { neverStopped, noteInto } from '../support/read-analysis.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const graphs = join(folder, 'graphs');
const random = new Random(7);
const letters = Array.from({ length: 1200 }, () => 'ACGT'[random.below(4)]).join('');
const pairs: Readonly<Record<string, string>> = { A: 'T', C: 'G', G: 'C', T: 'A', N: 'N' };
const mirrored = (text: string) =>
  [...text]
    .reverse()
    .map((letter) => pairs[letter]!)
    .join('');
const context = 300;
const [hawk, caduceus] = [join(folder, 'hawk'), join(folder, 'caduceus')];
beforeAll(() => {
  writeFasta(join(folder, 'genome.fa'), { chr1: letters, rc: mirrored(letters) });
  writeRandomModel(hawk, { seed: 1, config: { model_type: 'hawk', bidirectional: false } });
  writeRandomModel(caduceus, { seed: 1, config: { model_type: 'caduceus', rcps: true } });
});

type Window = Extract<HeadOutput, { kind: 'window' }>;

async function scored(
  path: string,
  outputs: readonly HeadOutput[],
  loci: readonly Locus[],
  more: {
    cache?: PredictionCache;
    settings?: Partial<RegionScoreSpec>;
    notes?: string[];
  } = {},
) {
  const id = `head-${random.below(1e9)}`;
  const head = await addHead(folder, path, { id, outputs: [...outputs] });
  const model = await loadModel({ model: readModelPackage(path, [head]), origin: 'head' });
  const genome = await openGenome(join(folder, 'genome.fa'), { indexFolder: folder });
  let processes = 0;
  const notes: string[] = more.notes ?? [];
  const startComputeProcess = () => {
    processes += 1;
    return sharedComputeProcess();
  };
  const environment = { genome, model, graphs, cache: more.cache, startComputeProcess };
  const source = { kind: 'loci', loci } as const;
  const spec = { source, provider: 'cpu', threads: 1, context, ...more.settings } as const;
  const rows: ScoredLocus[] = [];
  try {
    await resultOf(scoreRegions(environment, spec, neverStopped), (event) => {
      noteInto(notes)(event);
      if (event.kind === 'partial' && event.partial.kind === 'row') rows.push(event.partial.row);
    });
    if (!more.notes) expect(notes).toEqual([]);
    return { rows, model, processes };
  } finally {
    await genome.close();
  }
}

/** A value computed from the hidden states of the letters alone, plainly. */
async function plainly(path: string, output: Window, text: string): Promise<number[]> {
  const { hidden } = await runPass({ model: path, tokens: tokenize(text), graphs });
  const { strands } = describeNetwork(readModelPackage(path));
  const width = hidden.length / text.length;
  const from = Math.floor(text.length / 2) - Math.floor(output.window / 2);
  const rows = Array.from({ length: output.window }, (_, t) =>
    Array.from({ length: width }, (_, k) => hidden[(from + t) * width + k]!),
  );
  const read = output.features === 'published' || strands === 1 ? rows : rows.map(averaged);
  const column = (k: number) => read.map((row) => row[k]!);
  const pooled = read[0]!.map((_, k) => {
    const values = column(k);
    if (output.pool === 'max') return Math.max(...values);
    if (output.pool === 'first') return values[0]!;
    if (output.pool === 'last') return values.at(-1)!;
    if (output.pool === 'center') return values[Math.floor(values.length / 2)]!;
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
  return pooled;
}

/** The published second half has its channels reversed. */
function averaged(row: readonly number[]): number[] {
  const d = row.length / 2;
  return Array.from({ length: d }, (_, k) => (row[k]! + row[2 * d - 1 - k]!) / 2);
}

function mapped(
  head: ReturnType<typeof readHeadWeights>[0],
  features: readonly number[],
): number[] {
  const { weight, bias, output } = head;
  return [...bias].map((offset, row) =>
    activations[output.activation](
      features.reduce((sum, x, k) => sum + x * weight.data[row * features.length + k]!, offset),
    ),
  );
}

const weightsOf = (model: ModelPackage) => readHeadWeights(model.heads[0]!, describeNetwork(model));
const locus = (start: number, end: number, strand: Locus['strand'] = '.', contig = 'chr1') => {
  return { contig, start, end, name: `${start}`, strand };
};
const values = (rows: readonly ScoredLocus[]) => rows.map((row) => [...row.values!]);

describe('a region has the value of its window alone', () => {
  it.each<[string, string, Partial<Window>]>([
    ['hawk', hawk, { pool: 'mean', activation: 'sigmoid' }],
    ['hawk', hawk, { pool: 'max', activation: 'softplus' }],
    ['hawk', hawk, { pool: 'first' }],
    ['hawk', hawk, { pool: 'last', window: 63 }],
    ['caduceus', caduceus, { pool: 'mean' }],
    ['caduceus', caduceus, { pool: 'mean', features: 'published', window: 1 }],
    ['caduceus', caduceus, { pool: 'center', features: 'published' }],
  ])('%s, %o', async (_, path, options) => {
    const output = windowHead(['a', 'b'], options) as Window;
    const loci = [locus(500, 521), locus(801, 900)];
    const { rows, model } = await scored(path, [output], loci);
    const [head] = weightsOf(model.model);
    for (const [i, { start, end }] of loci.entries()) {
      const from = Math.floor((start + end) / 2) - context / 2;
      const expected = mapped(
        head!,
        await plainly(path, output, letters.slice(from, from + context)),
      );
      expect([...rows[i]!.values!].map((v, l) => Math.abs(v - expected[l]!) < 1e-4)).toEqual([
        true,
        true,
      ]);
    }
    expect(values(rows)[0]).not.toEqual(values(rows)[1]);
  });
});

describe('strand and anchor', () => {
  const tss = { anchor: 'tss', strand: 'aware' } as const;

  it('of a gene on the minus strand give what its mirror on the plus strand gives', async () => {
    // In `rc` the base at i is the mirror of that at 1199 - i.
    const genes = [locus(400, 470, '-'), locus(1200 - 470, 1200 - 400, '+', 'rc')];
    const { rows } = await scored(hawk, [windowHead(['a'], { ...tss, pool: 'last' })], genes);
    expect(values(rows)[0]).toEqual(values(rows)[1]);
  });

  it('count only where the head asks for them', async () => {
    const [plus, minus] = [locus(400, 470, '+'), locus(400, 470, '-')];
    const one = (options: Partial<Window>) =>
      scored(hawk, [windowHead(['a'], options)], [plus, minus]);
    const [same] = [values((await one({})).rows)];
    expect(same[0]).toEqual(same[1]);
    const aware = values((await one(tss)).rows);
    expect(aware[0]).not.toEqual(aware[1]);
    // The start of a plus gene is its first base, that of a minus gene its last.
    const at = values((await one({ anchor: 'tss', strand: 'forward' })).rows);
    const points = [locus(400, 401), locus(469, 470)];
    const middle = await scored(hawk, [windowHead(['a'], {})], points);
    expect(at).toEqual(values(middle.rows));
  });
});

it('a region without a strand is read as on the plus strand, and a head that asks for it says so', async () => {
  const notes: string[] = [];
  const loci = [locus(400, 470), locus(400, 470, '+'), locus(400, 470, '-')];
  const { rows } = await scored(hawk, [windowHead(['a'], { strand: 'aware' })], loci, {
    notes,
  });
  expect(values(rows)[0]).toEqual(values(rows)[1]);
  expect(notes).toEqual([expect.stringContaining('1 of 3 regions have no strand')]);
});

it('where the memory does not hold all windows, fewer are read at once', async () => {
  const network = describeNetwork(readModelPackage(hawk));
  const loci = [1, 2, 3].map((i) => locus(300 * i, 300 * i + 9));
  const memory = estimateMemory(network, { length: 2 * context, chunk: context });
  const settings = { memory };
  const some = await scored(hawk, [windowHead(['a'])], loci, { settings });
  expect(some.processes).toBe(2);
  expect(some.rows.map((row) => row.values?.length)).toEqual([1, 1, 1]);
});

it('beyond the ends of a contig N is read, and what cannot be scored says why', async () => {
  const output = windowHead(['a']) as Window;
  const loci = [locus(10, 12), locus(0, 9, '.', 'chr7'), locus(1190, 1201), locus(1195, 1200)];
  const { rows, model } = await scored(hawk, [output], loci);
  expect(rows.map(({ reason }) => reason)).toEqual([
    undefined,
    'The genome has no contig "chr7".',
    'It ends at 1,201; chr1 has 1,200 bp.',
    undefined,
  ]);
  const [head] = weightsOf(model.model);
  const text = 'N'.repeat(139) + letters.slice(0, 161);
  expect(rows[0]!.values![0]).toBeCloseTo(mapped(head!, await plainly(hawk, output, text))[0]!, 4);
});

it('what was read is kept: another head on the same model reads nothing again', async () => {
  const cache = PredictionCache.open(join(folder, 'cache'));
  const loci = Array.from({ length: 40 }, (_, i) => locus(200 + i, 300 + i));
  const first = await scored(hawk, [windowHead(['a'])], loci, { cache });
  expect(first.processes).toBe(1);
  const again = await scored(hawk, [windowHead(['b', 'c'])], loci, { cache });
  expect(again.processes).toBe(0);
  expect(again.rows[3]!.values).toHaveLength(2);
  const settings = { context: 200 };
  expect((await scored(hawk, [windowHead(['a'])], loci, { cache, settings })).processes).toBe(1);
  cache.close();
});

it('a model without such a head, or without anyone who says how much to read, is refused', async () => {
  await expect(scored(hawk, [tracksHead(['a'], 8)], [locus(1, 2)])).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('no head that scores regions or genes') as string,
  });
  const settings = { context: undefined };
  await expect(
    scored(hawk, [windowHead(['a'])], [locus(1, 2)], { settings }),
  ).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('its head.json no "context"') as string,
  });
  const short = { context: 32 };
  await expect(
    scored(hawk, [windowHead(['a'])], [locus(1, 2)], { settings: short }),
  ).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('64') as string });
});

describe('what is scored', () => {
  it('has the names and strands of its file, and the labels of all heads in every format', async () => {
    const bed = join(folder, 'regions.bed');
    writeFileSync(bed, '1\t400\t470\tgeneA\t0\t-\nchr1\t500\t520\n');
    const genome = await openGenome(join(folder, 'genome.fa'), { indexFolder: folder });
    const notes: string[] = [];
    const source = { kind: 'regions', texts: [bed, 'chr1:10-20'] } as const;
    const loci = await findLoci(source, { genome, emit: noteInto(notes) });
    await genome.close();
    expect(loci).toEqual([
      { contig: 'chr1', start: 400, end: 470, name: 'geneA', strand: '-' },
      { contig: 'chr1', start: 500, end: 520, name: 'chr1:501-520', strand: '.' },
      { contig: 'chr1', start: 9, end: 20, name: 'chr1:10-20', strand: '.' },
    ]);
    expect(notes).toHaveLength(1);

    const outputs = [
      windowHead(['a']),
      windowHead(['b', 'c'], { context: 128, weight: 'w', bias: 'b' }),
    ];
    const { rows, model } = await scored(hawk, outputs, [...loci, locus(0, 1, '+', 'chr9')]);
    const written = async (format: 'tsv' | 'bed' | 'json') => {
      const path = join(folder, `scores.${format}`);
      const options = { format, model, source: bed, context: 128 };
      const file = await writeScores(streamed(rows), path, options);
      expect(file).toMatchObject({ records: 4, unscored: 1 });
      return readFileSync(path, 'utf8');
    };
    const table = await written('tsv');
    expect(table).toContain('# read round each: 128 bp\n');
    const tsv = table.split('\n').filter((line) => !line.startsWith('#'));
    expect(tsv[0]).toBe('chrom\tstart\tend\tname\tstrand\ta\tb\tc\treason');
    expect(tsv[1]).toMatch(/^chr1\t400\t470\tgeneA\t-(\t-?\d\S*){3}\t$/);
    expect(tsv[4]).toBe('chr9\t0\t1\t0\t+\t\t\t\tThe genome has no contig "chr9".');
    const lines = (await written('bed')).split('\n').filter((line) => !line.startsWith('#'));
    expect(lines[0]!.split('\t')).toHaveLength(9);
    const json = JSON.parse(await written('json')) as {
      labels: { id: string }[];
      scores: { name: string; values?: Record<string, number> }[];
    };
    expect(json.labels.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(Math.fround(json.scores[1]!.values!['c']!)).toBe(rows[1]!.values![2]);
  });

  it('may be the genes of an annotation', async () => {
    const gff = join(folder, 'genes.gff3');
    const line = (type: string, strand: string, name: string) =>
      `chr1\tx\t${type}\t401\t470\t.\t${strand}\t.\tID=${name};Name=${name}\n`;
    writeFileSync(gff, `##gff-version 3\n${line('gene', '-', 'G1')}${line('exon', '-', 'E')}`);
    const genome = await openGenome(join(folder, 'genome.fa'), { indexFolder: folder });
    const tools = { genome, emit: () => undefined };
    expect(await findLoci({ kind: 'genes', path: gff }, tools)).toEqual([
      { contig: 'chr1', start: 400, end: 470, name: 'G1', strand: '-' },
    ]);
    await genome.close();
  });
});

async function* streamed(rows: readonly ScoredLocus[]): AsyncGenerator<ScoredLocus> {
  for (const row of rows) yield await Promise.resolve(row);
}
