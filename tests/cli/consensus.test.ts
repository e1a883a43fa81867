import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { megabase, tutorialGenome } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { tutorialLetters, writeFasta } from '../support/cli-genome.ts';
import { vcfText } from '../support/hts.ts';
import { root } from '../support/paths.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const home = sharedFolder();
const sample = join(root, 'resources/tutorial/sample.vcf.gz');
const run = (...args: string[]) =>
  megabase(['consensus', '--fasta', tutorialGenome, '--vcf', sample, ...args], { home });

it('consensus writes a region of both copies with the map beside it', async () => {
  const folder = temporaryFolder();
  const out = join(folder, 'own.fa');
  const { stdout, stderr } = expectSuccess(await run('--region', 'T2:22,001-26,000', '--out', out));
  expect(stdout.split('\n').slice(0, 2)).toEqual([
    'chrT2_22001-26000_hap1 · 4,000 bp for chrT2:22,001-26,000 · 1 variant',
    'chrT2_22001-26000_hap2 · 4,000 bp for chrT2:22,001-26,000 · 2 variants',
  ]);
  expect(stderr).toContain('note: "T2" was read as the contig "chrT2".\n');
  expect(stderr).toContain('Heterozygous genotypes without phase: 1. They are placed as written');
  expect(readdirSync(folder).sort()).toEqual(['own.chain', 'own.fa', 'own.map.tsv']);

  const [, first, second] = readFileSync(out, 'utf8').split('>');
  const reference = tutorialLetters('chrT2').slice(22_000, 26_000);
  const differing = [first, second].map((record) => {
    const letters = record!.split('\n').slice(1).join('');
    return [...letters].flatMap((letter, i) => (letter === reference[i] ? [] : [22_001 + i]));
  });
  expect(differing).toEqual([[25_725], [22_308, 25_725]]);
});

it('consensus says as JSON what it wrote', async () => {
  const out = join(temporaryFolder(), 'own.fasta');
  const args = ['--region', 'chrT2:22,001-26,000', '--haplotype', '2', '--json'];
  const { stdout } = expectSuccess(await run(...args, '--unphased', 'reference', '--out', out));
  expect(JSON.parse(stdout)).toMatchObject({
    records: [{ name: 'chrT2_22001-26000_hap2', length: 4000, applied: 1 }],
    files: [out, out.replace('.fasta', '.chain'), out.replace('.fasta', '.map.tsv')],
    refused: {},
    unphased: 1,
  });
});

it('consensus writes all four copies of a tetraploid sample, and one of them by its number', async () => {
  const folder = temporaryFolder();
  const [fasta, vcf] = [join(folder, 'g.fa'), join(folder, 'v.vcf')];
  writeFasta(fasta, { c: 'ACGTACGTACGT' });
  const rows = ['0|0|1|1', '0|0|0|1', '0|1|1|1', '0/0/0/1'].map((genotype, i) => {
    const ref = 'ACGT'.charAt(i);
    return { contig: 'c', pos: i + 1, ref, alt: ref === 'A' ? 'C' : 'A', genotypes: [genotype] };
  });
  writeFileSync(vcf, vcfText({ c: 'ACGTACGTACGT' }, rows, ['S']));
  const args = ['--fasta', fasta, '--vcf', vcf, '--json', '--out', join(folder, 'own.fa')];
  const applied = async (...more: string[]) => {
    const { stdout } = expectSuccess(await run('--overwrite', ...args, ...more));
    const { records } = JSON.parse(stdout) as { records: { name: string; applied: number }[] };
    return records.map(({ name, applied }) => [name, applied]);
  };
  const all = [0, 1, 2, 4].map((count, i) => [`c_hap${i + 1}`, count]);
  expect(await applied()).toEqual(all);
  for (const word of ['all', 'both']) expect(await applied('--haplotype', word)).toEqual(all);
  expect(await applied('--haplotype', '4')).toEqual(all.slice(3));
});

it.each([
  [['--sample', 'ANNA'], 'usage', /has no sample "ANNA"; it has 1 sample: SAMPLE/],
  [['--region', 'chrX'], 'contig-unknown', /no contig "chrX"/],
  [['--vcf', '/no/such.vcf'], 'file-missing', /no file \/no\/such\.vcf/],
  [['--vcf', tutorialGenome], 'vcf-format', /no line that begins with #CHROM/],
  [['--haplotype', '3'], 'usage', /Haplotype 3 was asked for; the genotypes have 2 copies/],
  [['--haplotype', '0'], 'usage', /Expected 1 to 64, or all/],
  [['--unphased', 'guess'], 'usage', /Allowed choices are as-written, reference, alternative/],
] as const)('consensus refuses %j and leaves nothing', async (args, code, message) => {
  const folder = temporaryFolder();
  const result = await run('--out', join(folder, 'a.fa'), ...args);
  expectFailure(result, { exit: 2, code, message });
  expect(readdirSync(folder)).toEqual([]);
});

it('consensus does not write over what it reads, nor a packed file', async () => {
  const result = await run('--out', tutorialGenome);
  expectFailure(result, { exit: 2, code: 'usage', message: /expected a plain FASTA file name/ });
  const folder = temporaryFolder();
  const out = join(folder, 'no', 'a.fa');
  const message = /its folder does not exist/;
  expectFailure(await run('--out', out), { exit: 1, code: 'output-unwritable', message });
  expect(existsSync(tutorialGenome)).toBe(true);
});
