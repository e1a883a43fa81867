import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { readModelPackage, type HeadOutput } from '../../src-main/model/index.ts';
import { openGenome } from '../../src-main/formats/open-genome/index.ts';
import type { Genome } from '../../src-main/formats/genome/index.ts';
import { defaultTolerance } from '../../src-main/analysis/perturbations/index.ts';
import type { Environment } from '../../src-main/analysis/environment/index.ts';
import { resultOf } from '../../src-main/analysis/events/index.ts';
import { evaluateModel, type EvaluateSpec } from '../../src-main/analysis/evaluate/index.ts';
import { loadModel } from '../../src-main/library/index.ts';
import { scoreRegions } from '../../src-main/analysis/score/index.ts';
import { scoreVariants } from '../../src-main/analysis/variants/index.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { addHead } from '../support/head-places.ts';
import { tracksHead, variantHead, windowHead } from '../support/random-head.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { neverStopped, readAnalysis } from '../support/read-analysis.ts';
import { Random } from '../support/random.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const random = new Random(4);
const letters = Array.from({ length: 4000 }, () => 'ACGT'[random.below(4)]).join('');
const base = join(folder, 'hawk');
const settings = { provider: 'cpu', threads: 1 } as const;
let genome: Genome;
beforeAll(async () => {
  writeFasta(join(folder, 'genome.fa'), { chr1: letters });
  writeRandomModel(base, { seed: 2, config: { model_type: 'hawk' } });
  genome = await openGenome(join(folder, 'genome.fa'), { indexFolder: folder });
  return () => genome.close();
});

async function toolsOf(output: HeadOutput, id: string): Promise<Environment> {
  const head = await addHead(folder, base, { id, outputs: [output] });
  const model = await loadModel({ model: readModelPackage(base, [head]), origin: 'head' });
  const graphs = join(folder, 'graphs');
  return { genome, model, graphs, startComputeProcess: sharedComputeProcess };
}

function write(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

const evaluate = (spec: EvaluateSpec, environment: Environment) =>
  readAnalysis(evaluateModel(environment, spec, neverStopped));

const request = (
  task: EvaluateSpec['task'],
  data: string,
  more: Partial<EvaluateSpec> = {},
): EvaluateSpec => ({
  ...settings,
  ...{ task, data, info: 'LABEL', pool: 'max', masked: false, tolerance: defaultTolerance },
  ...more,
});

it('a task of windows is scored by the window head, as its strand reads', async () => {
  const output = windowHead(['liver', 'brain'], { context: 256, anchor: 'tss', strand: 'aware' });
  const tools = await toolsOf(output, 'rna');
  const rows = Array.from({ length: 6 }, (_, i) => {
    return { contig: 'chr1', start: 300 + 500 * i, end: 400 + 500 * i, strand: '+-'[i % 2]! };
  });
  const data = write('rna.bed', [
    ...rows.map(({ contig, start, end, strand }, i) =>
      [contig, start, end, 'gene', i * 0.7, strand].join('\t'),
    ),
    'chr9\t1\t2\tgene\t1\t+',
  ]);
  const loci = rows.map((row) => ({ ...row, name: 'x', strand: row.strand as '+' | '-' }));
  const expected: number[] = [];
  const spec = { ...settings, source: { kind: 'loci', loci } } as const;
  await resultOf(scoreRegions(tools, spec, neverStopped), (event) => {
    if (event.kind === 'partial' && event.partial.kind === 'row') {
      expected.push(event.partial.row.values![1]!);
    }
  });
  const found = await evaluate(request('bulk-rna', data, { track: 'brain' }), tools);
  expect(found.scoredBy).toBe('brain');
  expect(found.scored.map(({ score }) => score)).toEqual(expected);
  expect(found.bad.map(({ line }) => line)).toEqual([7]);
  expect(Object.keys(found.measured[0]!.metrics)).toEqual(['r2', 'pearson']);

  const unnamed = evaluate(request('bulk-rna', data), tools);
  await expect(unnamed).rejects.toThrow('Choose one of 2 labels with --track: liver, brain.');
});

it('variants are scored by the variant head, where the model has one', async () => {
  const tools = await toolsOf(variantHead(['causal'], { context: 256 }), 'vep');
  const lines = Array.from({ length: 8 }, (_, i) => {
    const pos = 500 + 300 * i;
    const ref = letters[pos - 1]!;
    return ['chr1', pos, '.', ref, ref === 'A' ? 'C' : 'A', '.', '.', `LABEL=${i % 2}`].join('\t');
  });
  const data = write('vep.vcf', [
    '##fileformat=VCFv4.2',
    '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO',
    ...lines,
  ]);
  const spec = {
    ...{ ...settings, tolerance: defaultTolerance, masked: false, maxTargets: 1 },
    source: { kind: 'vcf', path: data } as const,
  };
  const expected: number[] = [];
  await resultOf(scoreVariants(tools, spec, neverStopped), (event) => {
    if (event.kind !== 'partial' || event.partial.kind !== 'rows') return;
    expected.push(event.partial.rows[0]!.scores!.heads![0]!.value);
  });
  const found = await evaluate(request('vep-eqtl', data), tools);
  expect(found.scoredBy).toBe('head on causal');
  expect(found.scored.map(({ score }) => score)).toEqual(expected);
  expect(new Set(expected).size).toBe(8);
  expect(found.measured[0]).toMatchObject({ rows: 8, positive: 4 });

  const other = request('vep-eqtl', data, { score: 'head', track: 'none' });
  await expect(evaluate(other, tools)).rejects.toThrow('Choose a label with --track: causal.');
});

it('regions are scored by the mean or the largest of their bins', async () => {
  const tools = await toolsOf(tracksHead(['mark'], 50), 'bins');
  const data = write('bins.tsv', [
    'chrom\tstart\tend\tlabel',
    '1\t1010\t1190\t1',
    'chr1\t2000\t2050\t0',
  ]);
  const score = async (pool: 'mean' | 'max') => {
    const found = await evaluate(request('histone-marks', data, { pool }), tools);
    expect(found.scoredBy).toBe(`track mark, ${pool}`);
    return found.scored.map((one) => one.score);
  };
  const [mean, max] = [await score('mean'), await score('max')];
  expect(mean[0]).toBeLessThan(max[0]!);
  // One bin alone is both.
  expect(mean[1]).toBe(max[1]);
});

it('what could tell nothing is refused before anything is read', async () => {
  const tools = await toolsOf(variantHead(['harm']), 'silent');
  const none = { ...tools, genome: { ...genome, fetch: fail }, startComputeProcess: fail };
  const header = 'chrom\tpos\tref\talt\tlabel';
  const alike = write('alike.tsv', [header, 'chr1\t5\tA\tC\t1', 'chr1\t6\tA\tC\t1']);
  await expect(evaluate(request('vep-clinvar', alike), none)).rejects.toThrow(
    /alike\.tsv has the label 1 in all of its rows \(2\)/,
  );
  const data = write('two.tsv', [header, 'chr1\t5\tA\tC\t1', 'chr1\t6\tA\tC\t0']);
  const byEffect = request('vep-clinvar', data, { score: 'effect' });
  await expect(evaluate(byEffect, none)).rejects.toMatchObject({ code: 'usage' });
});

function fail(): never {
  throw new Error('the genome was read');
}
