import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { megabase } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { dataLines } from '../support/cli-files.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { hasHts, hts, vcfText, type VcfRow } from '../support/hts.ts';
import { Random } from '../support/random.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { shards, wholeAndMerged, withoutProvenance } from '../support/shards.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const homes = [join(folder, 'whole'), join(folder, 'parts')] as const;
const [model, fasta, vcf, broken] = ['model', 'genome.fa', 'calls.vcf', 'broken.vcf'].map((name) =>
  join(folder, name),
) as [string, string, string, string];
const random = new Random(9);
const lengths = { b10: 900, b9: 1400, a: 333, chrM: 700, z: 120, scaffold_7: 1000, c: 847 };
const contigs = Object.fromEntries(
  Object.entries(lengths).map(([name, length]) => [
    name,
    Array.from({ length }, () => 'ACGT'[random.below(4)]).join(''),
  ]),
);

/** Sorted by contig and position, of one allele and two, substitutions and indels. */
function randomRows(): VcfRow[] {
  return Object.entries(contigs).flatMap(([contig, letters]) => {
    const places = Array.from({ length: 1 + random.below(9) }, () =>
      random.below(letters.length - 12),
    );
    return places
      .sort((a, b) => a - b)
      .map((place) => {
        const ref = letters.slice(place, place + 1 + random.below(random.below(3) === 0 ? 6 : 1));
        const alts = ['A', 'C', `${ref[0]}G`, 'TTT'].filter((alt) => alt !== ref);
        const count = 1 + random.below(2);
        const alt = alts.slice(0, count).join(',');
        const genotypes = [`${random.below(count + 1)}|${random.below(count + 1)}`];
        return { contig, pos: place + 1, ref, alt, genotypes };
      });
  });
}

beforeAll(() => {
  writeFasta(fasta, contigs);
  const text = vcfText(contigs, randomRows(), ['S']);
  writeFileSync(vcf, text);
  const lines = text.trimEnd().split('\n');
  // Before the first record, in the middle, after the last; and a contig that the genome has not.
  const stray = 'elsewhere\t5\t.\tA\tC\t.\t.\t.\tGT\t0|1';
  const first = lines.findIndex((line) => !line.startsWith('#'));
  lines.splice(first, 0, 'no record');
  lines.splice(first + 12, 0, stray, 'nor this\tone');
  writeFileSync(broken, [...lines, 'b10\tx\t.\tA\tC\t.\t.\t.\tGT\t0|1', ''].join('\n'));
  const tracks = { count: 2, bin: 16 };
  writeRandomModel(model, { seed: 3, config: { model_type: 'hawk', depth: 1 }, tracks });
});

const args = (path: string, ...more: string[]) => [
  ...['variants', '--fasta', fasta, '--vcf', path, '--flank', '64', '--model', model],
  ...['--provider', 'cpu', ...more],
];

describe('the pieces of scored variants are the whole run', () => {
  it.each([
    ['vcf', 2],
    ['vcf.gz', 7],
    ['tsv', 3],
    ['tsv.gz', 5],
    ['bed', 4],
    ['json', 6],
    ['json', 1],
  ])('as %s, in %i shards', async (ending, count) => {
    const run = { homes, name: `a.${ending}`, count, random };
    const { whole, merged } = await wholeAndMerged(args(vcf), run);
    expect(dataLines(whole).length).toBeGreaterThan(7);
    expect(withoutProvenance(merged)).toBe(withoutProvenance(whole));
  });

  it('with lines that are no records and contigs that are not there, which go where they belong', async () => {
    const run = { homes, name: 'a.vcf', count: 5, random };
    const { whole, merged } = await wholeAndMerged(args(broken), run);
    expect(withoutProvenance(merged)).toBe(withoutProvenance(whole));
    const beside = (path: string) => readFileSync(path.replace('.vcf', '.malformed.txt'), 'utf8');
    expect(beside(merged)).toBe(beside(whole));
    expect(beside(whole).split('\n')).toHaveLength(4);
    // One that is of no such part.
    const sound = await shards(args(vcf), { home: homes[1], name: 'a.vcf', count: 2 });
    writeFileSync(sound[0]!.replace('.vcf', '.malformed.txt'), 'no record\n');
    const result = await megabase(['merge', '--out', join(folder, 'm.vcf'), ...sound], {
      home: homes[1],
    });
    const message = /part-1-of-2-a\.malformed\.txt is not as .*: it has 1 of 0 rows/;
    expectFailure(result, { exit: 2, code: 'file-damaged', message });
  });

  it('of a file that is not sorted, in its order', async () => {
    const shuffled = join(folder, 'shuffled.vcf');
    const lines = readFileSync(vcf, 'utf8').trimEnd().split('\n');
    const records = lines.filter((line) => !line.startsWith('#')).sort(() => random.next() - 0.5);
    const head = lines.filter((line) => line.startsWith('#'));
    writeFileSync(shuffled, [...head, ...records, ''].join('\n'));
    const run = { homes, name: 'a.tsv', count: 4, random };
    const { whole, merged } = await wholeAndMerged(args(shuffled), run);
    expect(withoutProvenance(merged)).toBe(withoutProvenance(whole));
  });

  it('as haplotypes, tile by tile', async () => {
    const run = { homes, name: 'a.tsv', count: 4, random };
    const { whole, merged } = await wholeAndMerged(args(vcf, '--haplotypes'), run);
    expect(dataLines(whole).length).toBeGreaterThan(7);
    expect(withoutProvenance(merged)).toBe(withoutProvenance(whole));
  });
});

it('what stands beside a file that merging replaces does not outlive it', async () => {
  const home = homes[1];
  const shuffled = join(temporaryFolder(), 'shuffled.vcf');
  const lines = readFileSync(vcf, 'utf8').trimEnd().split('\n');
  const head = lines.filter((line) => line.startsWith('#'));
  const records = lines.filter((line) => !line.startsWith('#')).reverse();
  writeFileSync(shuffled, [...head, ...records, ''].join('\n'));
  const merged = join(temporaryFolder(), 'merged.vcf.gz');
  const beside = ['.vcf.gz.tbi', '.vcf.gz.csi', '.malformed.txt'].map((ending) =>
    merged.replace('.vcf.gz', ending),
  );
  for (const path of [merged, ...beside]) writeFileSync(path, 'old');
  const parts = await shards(args(shuffled), { home, name: 'a.vcf.gz', count: 2 });
  const merge = ['merge', '--out', merged, ...parts];
  const before = await megabase(merge, { home });
  expect(before.code).toBe(2);
  // A merge that fails leaves all as it was.
  const whole = readFileSync(parts[1]!);
  writeFileSync(parts[1]!, whole.subarray(0, whole.length - 200));
  expect((await megabase([...merge, '--overwrite'], { home })).code).toBe(2);
  for (const path of [merged, ...beside]) expect(readFileSync(path, 'utf8')).toBe('old');
  writeFileSync(parts[1]!, whole);
  const result = expectSuccess(await megabase([...merge, '--overwrite'], { home }));
  expect(result.stderr).toMatch(/merged\.vcf\.gz has no tabix index/);
  expect(beside.filter((path) => existsSync(path))).toEqual([]);
  expect(existsSync(merged)).toBe(true);
});

it.skipIf(!hasHts)('bcftools concat gives the records of merge; tabix the index', async () => {
  const home = homes[1];
  const parts = await shards(args(vcf), { home, name: 'a.vcf.gz', count: 4 });
  const merged = join(temporaryFolder(), 'merged.vcf.gz');
  expectSuccess(await megabase(['merge', '--out', merged, ...parts.toReversed()], { home }));
  const records = (path: string) => hts('bcftools', 'view', '-H', path);
  const concatenated = join(temporaryFolder(), 'concatenated.vcf');
  writeFileSync(concatenated, hts('bcftools', 'concat', ...parts));
  expect(records(merged)).toBe(records(concatenated));
  const copy = join(temporaryFolder(), 'copy.vcf.gz');
  copyFileSync(merged, copy);
  execFileSync('tabix', ['-p', 'vcf', copy]);
  const index = (path: string) => gunzipSync(readFileSync(`${path}.tbi`));
  expect(index(merged).equals(index(copy))).toBe(true);
  expect(hts('tabix', merged, 'b9:1-700')).toBe(hts('tabix', copy, 'b9:1-700'));
  expect(hts('tabix', merged, 'b9').split('\n').length).toBeGreaterThan(2);
  expect(existsSync(join(folder, 'calls.vcf.tbi'))).toBe(false);
});
