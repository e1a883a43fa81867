import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { megabase, predictArgs, type CommandResult } from '../support/cli.ts';
import { expectFailure, expectSuccess, predictSummary } from '../support/cli-answers.ts';
import { dataLines, readTsv } from '../support/cli-files.ts';
import { tutorialLetters, writeFasta } from '../support/cli-genome.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const home = sharedFolder();
const model = 'hawk-tutorial';

function predict(region: string, out: string, ...more: string[]): Promise<CommandResult> {
  const settings = ['--flank', '0', '--tracks', 'promoter', ...more];
  return megabase(predictArgs(model, region, out, ...settings), { home });
}

it('several regions go into one file, in the order in which they were named', async () => {
  const out = join(temporaryFolder(), 'a.tsv');
  // Named after one --region, and after a second one.
  const more = ['chrT1:1,025-2,048', '--region', 'chrT2:257-512'];
  const args = predictArgs(model, 'chrT2:1,025-2,048', out, '--flank', '0', '--tracks', 'promoter');
  args.splice(args.indexOf('--region') + 2, 0, ...more);
  const { stdout } = expectSuccess(await megabase(args, { home }));
  expect(stdout.split('\n').map((line) => line.split(' ')[0])).toEqual([
    'chrT2:1,025-2,048',
    'chrT1:1,025-2,048',
    'chrT2:257-512',
    'wrote',
    '',
  ]);
  const places = readTsv(out).map(({ chrom, start }) => `${chrom}:${start}`);
  const bins = (contig: string, start: number, count: number) =>
    Array.from({ length: count }, (_, i) => `${contig}:${start + 128 * i}`);
  expect(places).toEqual([
    ...bins('chrT2', 1024, 8),
    ...bins('chrT1', 1024, 8),
    ...bins('chrT2', 256, 2),
  ]);
});

it('a BED file gives regions, 0-based, and its lines may name contigs as others do', async () => {
  const folder = temporaryFolder();
  const bed = join(folder, 'regions.bed');
  writeFileSync(bed, '# two\ntrack name="x"\nchrT2\t1024\t2048\tgene\nT1\t0\t256\nT1\t512\t768\n');
  const out = join(folder, 'a.tsv');
  const result = expectSuccess(await predict(bed, out));
  expect(readTsv(out).map(({ chrom, start }) => `${chrom}:${start}`)).toEqual([
    ...Array.from({ length: 8 }, (_, i) => `chrT2:${1024 + 128 * i}`),
    'chrT1:0',
    'chrT1:128',
    'chrT1:512',
    'chrT1:640',
  ]);
  // Said once, not for every line.
  expect(result.stderr.match(/^note: "T1" was read as the contig "chrT1"\.$/gm)).toHaveLength(1);
});

it('a whole contig is read as one, to its last base', async () => {
  const folder = temporaryFolder();
  const fasta = join(folder, 'a.fa');
  writeFasta(fasta, { read: tutorialLetters('chrT2').slice(0, 10_000) });
  const out = join(folder, 'a.tsv');
  const settings = ['--fasta', fasta, '--tracks', 'promoter', '--flank', '5M', '--json'];
  const result = await megabase(predictArgs(model, 'read', out, ...settings), { home });
  const [prediction] = predictSummary(result).predictions;
  const whole = { contig: 'read', start: 0, end: 10_000 };
  expect(prediction).toMatchObject({ region: whole, interval: whole });
  // 10,000 bp are 78 bins of 128 bp and a rest of 16 bp.
  expect(readTsv(out)).toHaveLength(78);
});

it.each(['T2', 'CHRT2', 't2'])('%s stands for chrT2, with a note', async (name) => {
  const out = join(temporaryFolder(), 'a.tsv');
  const { stderr, stdout } = expectSuccess(await predict(`${name}:1-1,000`, out));
  expect(stderr).toContain(`note: "${name}" was read as the contig "chrT2".\n`);
  expect(stdout).not.toContain('note');
  expect(readTsv(out)[0]!.chrom).toBe('chrT2');
});

it('without --flank the interval is filled up to the context that helps the model', async () => {
  const out = join(temporaryFolder(), 'a.tsv');
  // What is read is told before it is refused for want of memory.
  const args = predictArgs(model, 'chrT1:500,001-501,000', out, '--memory', '1M');
  const { stderr } = await megabase(args, { home });
  // 122,880 bp round the region, from bin to bin.
  expect(stderr).toContain(
    'Context: chrT1:439,041-562,048 (flanks 60,960 bp and 61,048 bp) with Hawk tutorial',
  );
});

it('a region at the end of a contig that holds no whole bin says why it is empty', async () => {
  const out = join(temporaryFolder(), 'a.bed');
  const { stderr, stdout } = expectSuccess(await predict('chrT2:199,950-200,000', out));
  expect(stderr).toMatch(/^note: chrT2:199,950-200,000 has no value: no whole bin of 128 bp/m);
  expect(stdout).toContain('0 regions');
  expect(dataLines(out)).toEqual([]);
});

it('a file with the name of a contig does not hide the contig', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'chrT1'), 'no BED file');
  const args = predictArgs(model, 'chrT1', join(cwd, 'a.tsv'), '--memory', '1M');
  const { stderr } = await megabase(args, { home, cwd });
  expect(stderr).toContain('Context: chrT1:1-1,000,000');
});

it.each([
  ['chrT2\t0\n', 'bed-format', /Line 1 of .*regions\.bed .*expected contig, start and end/],
  ['chrT2\t5\t5\n', 'bed-format', /holds no region\. Line 1 of .*start 5 and end 5/],
  ['chrT2\t0\t9\nchrT2\tx\t9\n', 'bed-format', /Line 2 of .*"x" as start/],
  ['# none\n', 'bed-format', /regions\.bed holds no region/],
  [
    'chrT2\t0\t300000\n',
    'region-outside',
    /chrT2:1-300,000 ends beyond chrT2, which has 200,000 bp/,
  ],
  ['chr9\t0\t300\n', 'contig-unknown', /no contig "chr9"; there are chrT1, chrT2/],
] as const)('a BED file that says %j is refused with its place', async (text, code, message) => {
  const folder = temporaryFolder();
  const bed = join(folder, 'regions.bed');
  writeFileSync(bed, text);
  const result = await predict(bed, join(folder, 'a.tsv'));
  expectFailure(result, { exit: 2, code, message });
});

it('a BED file that is not there is said to be a missing file, not an unknown contig', async () => {
  const result = await predict('no/such.bed', join(temporaryFolder(), 'a.tsv'));
  expectFailure(result, { exit: 2, code: 'file-missing', message: /no file no\/such\.bed/ });
});
