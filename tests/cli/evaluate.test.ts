import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { megabase, tutorialGenome } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { root } from '../support/paths.ts';
import { Random } from '../support/random.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { tutorialTruth } from '../support/tutorial-truth.ts';

const home = sharedFolder();

function evaluate(task: string, data: string, ...more: readonly string[]) {
  const input = ['--fasta', tutorialGenome, '--data', data, '--provider', 'cpu'];
  return megabase(['evaluate', '--model', 'hawk-tutorial', '--task', task, ...input, ...more], {
    home,
  });
}

function write(name: string, lines: readonly string[]): string {
  const path = join(home, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

it('enhancers are told from other places, and rows that cannot be scored are named', async () => {
  const truth = (await tutorialTruth('chrT2')).enhancers.map((line) =>
    line.split('\t').map(Number),
  );
  const random = new Random(1);
  const others = Array.from({ length: 100 }, () => random.below(199_000)).filter((start) =>
    truth.every(([, from, to]) => start + 200 < from! - 128 || start > to! + 128),
  );
  const rows = [
    ...truth.map(([, start, end]) => ['chrT2', start, end, 'e', 1].join('\t')),
    ...others.map((start) => ['chrT2', start, start + 16, 'o', 0].join('\t')),
  ];
  const bad = ['chrX\t1\t2\tx\t1', 'chrT2\t199990\t200010\tx\t0', 'chrT2\tone\t2\tx\t0'];
  const data = write('labelled.bed', [...rows, ...bad]);
  const json = join(home, 'enhancers.json');
  const figure = join(home, 'enhancers.svg');
  const result = await evaluate('enhancers', data, '--json', json, '--figure', figure);
  const { stdout, stderr } = expectSuccess(result);
  expect(stdout).toMatch(
    new RegExp(
      `^Enhancers: labelled\\.bed, scored by track enhancer, max \\(95 % intervals\\):\n {2}rows +positive +AUROC +AUPRC\n {2}${rows.length} +${truth.length} +1\\.000 `,
    ),
  );
  expect(stderr).toMatch(
    /^note: 3 rows of labelled\.bed skipped:\n {2}line \d+: There is no contig "chrX".*\n {2}line \d+: chrT2 has 200,000 bp; it ends beyond\.\n {2}line \d+: It has no contig, start and end/m,
  );
  expect(stdout).toMatch(
    /^wrote .*enhancers\.json: [\d,]+ rows, .*\nwrote .*enhancers\.svg: charts, [\d.]+ kB$/m,
  );
  const told = JSON.parse(readFileSync(json, 'utf8')) as {
    scores: { label: number; score: number }[];
    bad: unknown[];
  };
  expect(told.scores).toHaveLength(rows.length);
  expect(told.bad).toHaveLength(3);
  const mean = (label: number) => {
    const some = told.scores.filter((one) => one.label === label);
    return some.reduce((sum, { score }) => sum + score, 0) / some.length;
  };
  expect(mean(1)).toBeGreaterThan(0.8);
  expect(mean(0)).toBeLessThan(0.1);
  const svg = readFileSync(figure, 'utf8');
  expect(svg).toMatch(/^<\?xml .*\n<svg [^>]*width="180mm"[\s\S]*<\/svg>\n$/);
  for (const chart of ['roc-1', 'precision-recall-2', 'calibration-3'])
    expect(svg).toContain(`<g id="${chart}">`);
  for (const text of ['AUROC 1.000', 'model: ', 'SHA-256']) expect(svg).toContain(text);
  const wrong = await evaluate('enhancers', data, '--figure', join(home, 'roc.gif'));
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
});

it('variants that change an element are told from neutral ones by their effects, far ones too', async () => {
  const lines = readFileSync(join(root, 'resources/tutorial/truth.variants.vcf'), 'utf8')
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([contig]) => contig === 'chrT2');
  const rows = lines.map(([chrom, pos, , ref, alt, , , info]) =>
    [chrom, pos, ref, alt, Number(!info!.startsWith('TRUTH=neutral'))].join('\t'),
  );
  const wrong = 'chrT2\t100\tACGTACGTACGTACGT\tA\t1';
  const data = write('variants.tsv', ['chrom\tpos\tref\talt\tlabel', ...rows, wrong]);
  const { stdout, stderr } = expectSuccess(await evaluate('vep-eqtl', data));
  const [, count, positive, auroc] = /\n {2}(\d+) +(\d+) +([\d.]+) \(/.exec(stdout)!;
  expect(Number(count)).toBe(rows.length);
  expect(Number(positive)).toBeGreaterThan(5);
  expect(Number(auroc)).toBeGreaterThanOrEqual(0.95);
  expect(stderr).toMatch(/1 row of variants\.tsv skipped:\n {2}line \d+: /);
});

it.each([
  [
    'nonsense',
    'a.bed',
    'usage',
    /'nonsense' is invalid\. Allowed choices are bulk-rna, vep-eqtl, /,
  ],
  ['enhancers', 'none.bed', 'file-missing', /^There is no file .*none\.bed\.$/],
  [
    'histone-marks',
    'two.bed',
    'usage',
    /^Say by --track what histone-marks is scored by: .* has enhancer,/,
  ],
  ['vep-clinvar', 'two.bed', 'labels-format', /holds regions; vep-clinvar is about variants\.$/],
] as const)('%s with %s is refused', async (task, name, code, message) => {
  write('two.bed', ['chrT2\t100\t200\tx\t1', 'chrT2\t300\t400\tx\t0']);
  expectFailure(await evaluate(task, join(home, name)), { exit: 2, code, message });
});
