import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { megabase, tutorialGenome } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { dataLines } from '../support/cli-files.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const home = sharedFolder();
/** The enhancer of chrT2's first gene, bases 5,454 to 5,468, and 6 bp on each side. */
const region = 'chrT2:5,448-5,474';

function dependencies(out: string, ...more: readonly string[]) {
  const place = ['dependencies', '--fasta', tutorialGenome, '--region', region, '--flank', '300'];
  const what = ['--model', 'hawk-tutorial', '--provider', 'cpu', '--overwrite', '--out', out];
  return megabase([...place, ...what, ...more], { home });
}

it('the bases of a motif depend on each other more than those beside it, in every format', async () => {
  const folder = temporaryFolder();
  const matrix = join(folder, 'map.tsv');
  const dry = await dependencies(matrix, '--dry-run', '--json');
  const foretold = JSON.parse(expectSuccess(dry).stdout) as { diskBytes: number; pieces: object[] };
  expect(foretold.pieces).toMatchObject([
    { holds: 'bases to substitute 1 to 27 of 27', items: 27 },
  ]);
  expect(readdirSync(folder)).toEqual([]);
  const result = expectSuccess(await dependencies(matrix));
  expect(result.stdout).toMatch(
    /^27 bases of chrT2:5,448-5,474, \d+ pairs of 1 or more \(Context: chrT2:5,121-5,888\)$/m,
  );
  expect(result.stdout).toMatch(/^ {2}[ACGT] 5,4\d\d +[ACGT] 5,4\d\d +-?\d+ bp +\d+\.\d{3}$/m);
  expect(result.stdout).toContain(`wrote ${matrix}: 27 rows, `);
  expect(statSync(matrix).size).toBeLessThan(foretold.diskBytes);
  const rows = dataLines(matrix).map((line) => line.split('\t'));
  expect(rows[0]!.slice(0, 4)).toEqual(['chrom', 'start', 'base', '5447']);
  const values = rows.slice(1).map((row) => row.slice(3));
  const inside = (i: number) => i >= 6 && i < 21;
  const mean = (wanted: (i: number, j: number) => boolean) => {
    const cells = values.flatMap((row, i) => row.filter((_, j) => i !== j && wanted(i, j)));
    return cells.reduce((sum, cell) => sum + Number(cell), 0) / cells.length;
  };
  const within = mean((i, j) => inside(i) && inside(j));
  expect(within).toBeGreaterThan(2 * mean((i, j) => !inside(i) && !inside(j)));

  // Asked again for another format, nothing is computed.
  const pairs = join(folder, 'map.bedpe');
  const again = expectSuccess(await dependencies(pairs, '--threshold', '3', '--json'));
  expect(again.stderr).toContain('From the cache');
  const summary = JSON.parse(again.stdout) as { pairs: number; file: { records: number } };
  const strong = values.flat().filter((cell) => cell !== '' && Number(cell) >= 3).length;
  expect(summary).toMatchObject({ pairs: strong, file: { records: strong } });
  expect(strong).toBeGreaterThan(0);
  expect(dataLines(pairs)).toHaveLength(strong);
});

it.each([
  [['--region', 'chrT2:1-5,001'], 'usage', /chrT2:1-5,001 has 5,001 bp\. .* at most 5,000 bp/],
  [['--region', 'TWO'], 'usage', /two\.bed: expected one region\./],
  [['--tolerance', '-1'], 'usage', /'--tolerance <T>' argument '-1' is invalid\. Expected more/],
  [['--format', 'json'], 'output-format', /no format json for dependencies; choose from tsv/],
] as const)('%j is refused before anything is computed', async (more, code, message) => {
  const folder = temporaryFolder();
  const two = join(home, 'two.bed');
  writeFileSync(two, 'chrT2\t0\t100\nchrT2\t200\t300\n');
  const args = more.map((one) => (one === 'TWO' ? two : one));
  const result = await dependencies(join(folder, 'a.tsv'), ...args);
  expectFailure(result, { exit: 2, code, message });
  expect(readdirSync(folder)).toEqual([]);
});

it('the genome is not written over', async () => {
  const genome = join(temporaryFolder(), 'genome.fa');
  writeFileSync(genome, `>chrT2\n${'ACGT'.repeat(3000)}\n`);
  const result = await dependencies(genome, '--fasta', genome, '--format', 'tsv');
  expectFailure(result, { exit: 2, code: 'usage', message: /is read; name another file/ });
  expect(readFileSync(genome, 'utf8')).toMatch(/^>chrT2\nACGT/);
});
