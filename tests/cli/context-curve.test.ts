import { join } from 'node:path';
import { expect, it } from 'vitest';
import { growingIntervals } from '../../src-main/analysis/context/growing-intervals.ts';
import { formatRegion, type ContextCurve } from '../../src-main/contract/index.ts';
import { float32Text } from '../../src-main/formats/output/index.ts';
import { seededRandom } from '../../src-main/sequence/index.ts';
import { megabase, tutorialGenome } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { dataLines, readText, readTsv } from '../support/cli-files.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { tutorialAnnotation } from '../support/tutorial-truth.ts';

const home = sharedFolder();

/** T1G073 starts 25,567 bp from its only enhancer. */
const gene = ['--at', 'T1G073', '--targets', tutorialAnnotation];
const enhancer = 412_936;

function run(region: string, ...more: readonly string[]) {
  const where = ['--fasta', tutorialGenome, '--region', region, '--overwrite'];
  const what = ['--model', 'hawk-tutorial', '--tracks', 'expression', '--provider', 'cpu'];
  return megabase(['context', ...where, ...what, ...more], { home });
}

it('a gene whose enhancer is 25 kbp away rises once that is read, and only then', async () => {
  const folder = temporaryFolder();
  const [table, json] = [join(folder, 'curve.tsv'), join(folder, 'curve.json')];
  const result = expectSuccess(await run('chrT1:380,033-500,096', ...gene, '--out', table));
  expect(result.stdout).toMatch(/^ {2}12,288 .* 0\.0\d\d +trained on this length$/m);
  expectSuccess(await run('chrT1:380,033-500,096', ...gene, '--out', json));
  const { points } = JSON.parse(readText(json)) as ContextCurve;
  const lengths = points.map(({ interval: { start, end } }) => end - start);
  expect(lengths).toEqual([12_288, 24_576, 49_152, 98_304, 120_064]);
  for (const { interval, value = NaN } of points) {
    const isRead = interval.start <= enhancer && enhancer < interval.end;
    expect([interval, value > 0.9, value < 0.1]).toEqual([interval, isRead, !isRead]);
  }
  expect(dataLines(table).slice(1)).toEqual(
    points.map(({ interval: { contig, start, end }, value = NaN }) =>
      [end - start, contig, start, end, 'T1G073', 'expression', float32Text(value)].join('\t'),
    ),
  );
  expect(readText(table)).toContain('# training-context: 12288 bp\n');
});

it('each point is the prediction of its interval', async () => {
  const folder = temporaryFolder();
  const json = join(folder, 'curve.json');
  const at = ['--at', 'chrT1:438,401-438,528', '--window', '5000'];
  expectSuccess(await run('chrT1:436,001-446,000', ...at, '--out', json));
  const { points } = JSON.parse(readText(json)) as ContextCurve;
  expect(points).toHaveLength(2);
  for (const { interval, value } of points) {
    const out = join(folder, 'alone.tsv');
    const where = ['--fasta', tutorialGenome, '--region', formatRegion(interval), '--flank', '0'];
    const what = ['--model', 'hawk-tutorial', '--tracks', 'expression', '--provider', 'cpu'];
    expectSuccess(
      await megabase(['predict', ...where, ...what, '--out', out, '--overwrite'], { home }),
    );
    const bin = readTsv(out).find(({ start }) => start === 438_400);
    expect(Math.fround(bin?.value ?? NaN)).toBe(value);
  }
});

it('says what cannot be asked', async () => {
  const out = ['--out', join(temporaryFolder(), 'curve.tsv')];
  const expectRefused = async (args: readonly string[], message: RegExp) => {
    const result = await run('chrT1:380,033-500,096', ...out, ...args);
    expectFailure(result, { exit: 2, code: 'usage', message });
  };
  await expectRefused(['--at', 'NANOG', '--targets', tutorialAnnotation], /has no gene "NANOG"\.$/);
  await expectRefused(['--at', 'chrT1:100-200'], /does not lie in chrT1:380,033-500,096/);
  await expectRefused([...gene, '--window', '200k'], /fits into the first window of 200,000 bp/);
  await expectRefused(['--at', 'chrT1:400,000-460,000'], /more than the first window/);
});

it('intervals grow in whole bins, hold the place and stay inside', () => {
  const random = seededRandom(7);
  const below = (most: number) => Math.floor(random() * most);
  for (let round = 0; round < 500; round++) {
    const bin = [1, 32, 128][below(3)]!;
    const start = bin * below(50);
    const whole = { contig: 'c', start, end: start + 2_000 + below(50_000) };
    const place = { contig: 'c', start: start + below(whole.end - start - 100), end: 0 };
    place.end = place.start + 1 + below(99);
    const window = 100 + below(2_000);
    const intervals = growingIntervals(place, whole, { window, bin });
    expect(intervals.at(-1)).toEqual(whole);
    const lengths = intervals.map((one) => one.end - one.start);
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
    for (const interval of intervals) {
      expect((interval.start - start) % bin).toBe(0);
      expect(interval.start).toBeGreaterThanOrEqual(start);
      expect(interval.end).toBeLessThanOrEqual(whole.end);
      expect(interval.start).toBeLessThanOrEqual(place.start);
      expect(interval.end).toBeGreaterThanOrEqual(place.end);
    }
  }
});
