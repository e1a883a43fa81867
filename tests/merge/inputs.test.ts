import { copyFileSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { megabase } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { vcfText } from '../support/hts.ts';
import { Random } from '../support/random.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const home = join(folder, 'home');
const [model, fasta, vcf, otherVcf, genesPath] = [
  ...['model', 'genome.fa', 'calls.vcf', 'other.vcf', 'genes.gff3'],
].map((name) => join(folder, name)) as [string, string, string, string, string];
const random = new Random(21);
const names = ['a', 'b'];
const contigs = Object.fromEntries(
  names.map((name) => [name, Array.from({ length: 300 }, () => 'ACGT'[random.below(4)]).join('')]),
);

function calls(place: number): string {
  const rows = names.map((contig) => {
    const ref = contigs[contig]![place - 1]!;
    const alt = ref === 'A' ? 'C' : 'A';
    return { contig, pos: place, ref, alt, genotypes: ['0|1', '1|0'] };
  });
  return vcfText(contigs, rows, ['S', 'T']);
}

beforeAll(() => {
  writeFasta(fasta, contigs);
  writeFileSync(vcf, calls(60));
  writeFileSync(otherVcf, calls(61));
  writeFileSync(genesPath, genes(40));
  const tracks = { count: 1, bin: 16 };
  writeRandomModel(model, { seed: 3, config: { model_type: 'hawk', depth: 1 }, tracks });
});

/** One shard of two, written to a folder of its own. */
async function shardOf(
  args: readonly string[],
  number: number,
  name: string,
  computes = true,
): Promise<string> {
  const out = join(mkdtempSync(join(folder, 'part-')), `${number}-${name}`);
  const by = computes ? ['--model', model, '--provider', 'cpu'] : [];
  const shard = ['--shard', `${number}/2`, '--out', out, ...by];
  expectSuccess(await megabase([...args, ...shard], { home }));
  return out;
}

function genes(start: number): string {
  return ['##gff-version 3', ...names.map((contig) => geneLine(contig, start)), ''].join('\n');
}

function geneLine(contig: string, start: number): string {
  return [contig, '.', 'gene', start, start + 90, '.', '+', '.', `ID=g${contig}`].join('\t');
}

/** Merges shard 1 of a run with shard 2 of another one; without a message that succeeds. */
async function mergeOf(
  [one, other]: readonly [readonly string[], readonly string[]],
  name: string,
  message?: RegExp,
  computes = true,
): Promise<void> {
  const parts = [await shardOf(one, 1, name, computes), await shardOf(other, 2, name, computes)];
  const out = join(temporaryFolder(), name);
  const result = await megabase(['merge', '--out', out, ...parts], { home });
  if (message === undefined) expectSuccess(result);
  else expectFailure(result, { exit: 2, code: 'parts-differ', message });
  expect(existsSync(out)).toBe(message === undefined);
}

const variants = (path: string, ...more: string[]) => [
  ...['variants', '--fasta', fasta, '--vcf', path, '--flank', '32', ...more],
];
const haplotypes = (path: string, ...more: string[]) => variants(path, '--haplotypes', ...more);

describe('merging compares haplotypes', () => {
  it.each([
    ['samples', ['--sample', 'T'], /samples is "S" in .*, and "T" in/],
    ['all samples', ['--samples', 'all'], /samples is "S" in .*, and "S, T" in/],
    [
      'phase choices',
      ['--sample', 'S', '--unphased', 'reference'],
      /unphased is "as-written" in .*, and "reference" in/,
    ],
  ])('of other %s', async (_, more, message) => {
    const [one, other] = [haplotypes(vcf, '--sample', 'S'), haplotypes(vcf, ...more)];
    await mergeOf([one, other], 'a.tsv', message);
  });

  it('of other records', async () => {
    const [one, other] = [vcf, otherVcf].map((path) => haplotypes(path, '--samples', 'all'));
    // The names of the files tell them apart already; their records do without.
    const copy = join(mkdtempSync(join(folder, 'copy-')), 'calls.vcf');
    copyFileSync(otherVcf, copy);
    await mergeOf([one!, other!], 'a.tsv', /variants is|input is/);
    const renamed = haplotypes(copy, '--samples', 'all');
    await mergeOf([one!, renamed], 'a.tsv', /input is "2 records, \w+" in .*"2 records, \w+" in/);
  });

  it('but not the folder that a file lies in', async () => {
    mkdirSync(join(folder, 'elsewhere'));
    const moved = join(folder, 'elsewhere', 'calls.vcf');
    copyFileSync(vcf, moved);
    const [one, other] = [vcf, moved].map((path) => haplotypes(path, '--samples', 'all'));
    await mergeOf([one!, other!], 'a.json');
  });
});

describe('merging compares what files hold, whatever they are called', () => {
  const inFolder = (name: string, text: string) => {
    const path = join(mkdtempSync(join(folder, 'input-')), name);
    writeFileSync(path, text);
    return path;
  };

  it('of the genome', async () => {
    const masked = join(mkdtempSync(join(folder, 'input-')), 'genome.fa');
    const text = { ...contigs, b: contigs['b']!.replace(/^.{20}/, 'N'.repeat(20)) };
    writeFasta(masked, text);
    const message = /content of the genome is "\d+ bytes, \w+" in .*, and "\d+ bytes, \w+" in/;
    const predict = (path: string) => ['predict', '--fasta', path, '--region', 'all'];
    await mergeOf([predict(fasta), predict(masked)], 'a.bedgraph', message);
    const consensus = (path: string) => [
      ...['consensus', '--fasta', path, '--vcf', vcf, '--sample', 'S'],
    ];
    await mergeOf([consensus(fasta), consensus(masked)], 'a.fa', message, false);
  });

  it('of genes and elements', async () => {
    const [one, other] = [40, 41].map((start) => inFolder('genes.gff3', genes(start)));
    const scored = [one!, other!].map((path) => variants(vcf, '--targets', path, '--sample', 'S'));
    await mergeOf([scored[0]!, scored[1]!], 'a.tsv', /content of targets is/);
    const annotated = [one!, other!].map((path) =>
      variants(vcf, '--annotation', path, '--distance', '20', '--sample', 'S'),
    );
    await mergeOf([annotated[0]!, annotated[1]!], 'a.tsv', /content of annotation is/);
    const beds = [9, 10].map((start) =>
      inFolder('e.bed', names.map((contig) => `${contig}\t${start}\t30\n`).join('')),
    );
    const effects = (bed: string, targets: string) => [
      ...['effects', '--fasta', fasta, '--region', ...names, '--elements', bed],
      ...['--targets', targets],
    ];
    const [same, unlike] = [effects(beds[0]!, one!), effects(beds[1]!, one!)];
    await mergeOf([same, unlike], 'a.tsv', /content of elements is/);
    await mergeOf([same, effects(beds[0]!, other!)], 'a.tsv', /content of targets is/);
  });
});

it.each(['bedpe', 'json'])('merging compares the threshold of links, as %s', async (ending) => {
  const effects = (threshold: string) => [
    ...['effects', '--fasta', fasta, '--region', ...names, '--tile', '100', '--flank', '32'],
    ...['--target-track', 'track-0', '--targets', genesPath, '--threshold', threshold],
  ];
  const message = /threshold is "0.1" in .*, and "0.2" in/;
  await mergeOf([effects('0.1'), effects('0.2')], `a.${ending}`, message);
});

it('merging compares the sample whose genotypes are told', async () => {
  const [one, other] = ['S', 'T'].map((name) => variants(vcf, '--sample', name));
  await mergeOf([one!, other!], 'a.tsv', /genotypes of is "S" in .*, and "T" in/);
});
