import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { BigWig } from '@gmod/bbi';
import { expect, it } from 'vitest';
import { megabase, tutorialGenome } from '../support/cli.ts';
import { expectFailure, expectSuccess, predictSummary } from '../support/cli-answers.ts';
import { dataLines, readText, readTsv, tsvValues } from '../support/cli-files.ts';
import { referenceModels } from '../support/paths.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const home = sharedFolder();
/** One domain, with its only enhancer at base 412,936. */
const domain = 'chrT1:396,033-440,064';

function runOn(
  region: string,
  command: 'context' | 'predict',
  out: string,
  ...more: readonly string[]
) {
  const place = ['--fasta', tutorialGenome, '--region', region, '--flank', '0', '--out', out];
  const what = ['--model', 'hawk-tutorial', '--provider', 'cpu', '--overwrite', ...more];
  return megabase([command, ...place, ...what], { home });
}
const run = runOn.bind(undefined, domain);

it('the context effect is near +1 at a promoter whose enhancer is far, and near 0 where it is near', async () => {
  const out = join(temporaryFolder(), 'context.tsv');
  const result = await run('context', out, '--tracks', 'expression');
  expect(expectSuccess(result).stderr).toContain('4 chunks of 12,288 bp');
  const at = (base: number) =>
    readTsv(out).find(({ start, end }) => start <= base && end > base)!.value;
  // 25 kbp from the enhancer, in another window of 12,288 bp.
  expect(at(438_516)).toBeGreaterThan(0.8);
  // 3 and 2 kbp from it, in the same window.
  expect(Math.abs(at(410_336))).toBeLessThan(0.05);
  expect(Math.abs(at(414_480))).toBeLessThan(0.05);
  expect(readText(out)).toMatch(/^# settings: .*window=12288/m);
});

it('the context effect is the prediction minus that of each window alone', async () => {
  const folder = temporaryFolder();
  const [whole, difference] = [join(folder, 'whole.tsv'), join(folder, 'difference.tsv')];
  expectSuccess(await run('predict', whole));
  expectSuccess(await run('context', difference, '--window', '22016'));
  const halves: number[][] = [[], [], [], []];
  const tracks = ['enhancer', 'insulator', 'promoter', 'expression'];
  for (const half of ['chrT1:396,033-418,048', 'chrT1:418,049-440,064']) {
    const out = join(folder, 'half.tsv');
    expectSuccess(await runOn(half, 'predict', out));
    for (const [i, track] of tracks.entries()) halves[i]!.push(...tsvValues(out, track));
  }
  for (const [i, track] of tracks.entries()) {
    const expected = tsvValues(whole, track).map((value, bin) => value - halves[i]![bin]!);
    const found = tsvValues(difference, track);
    expect(found).toHaveLength(344);
    const off = found.map((value, bin) => Math.abs(value - expected[bin]!));
    expect(Math.max(...off)).toBeLessThan(1e-5);
  }
});

it('the context effect is kept, apart from the prediction and for each window', async () => {
  const folder = temporaryFolder();
  const out = join(folder, 'a.tsv');
  const cache = ['--cache', join(folder, 'cache'), '--json'];
  const first = predictSummary(await run('context', out, ...cache));
  const text = dataLines(out);
  const again = predictSummary(await run('context', out, ...cache));
  const other = predictSummary(await run('context', out, ...cache, '--window', '5k'));
  const plain = predictSummary(await run('predict', out, ...cache));
  expect(dataLines(out)).not.toEqual(text);
  const kept = [first, again, other, plain].map(({ predictions: [one] }) => one!.fromCache);
  expect(kept).toEqual([false, true, false, true]);
  const keys = [first, again, other, plain].map(({ predictions: [one] }) => one!.key);
  expect(new Set(keys).size).toBe(3);
  expect(other.predictions[0]!.settings).toMatchObject({ window: 5000 });
});

it('the context effect goes into the files of predictions', async () => {
  const folder = temporaryFolder();
  const track = ['--tracks', 'expression'];
  const wiggle = join(folder, 'a.bw');
  expectSuccess(await run('context', wiggle, ...track));
  const { scores } = await new BigWig({ path: wiggle }).getFeaturesAsArrays('chrT1', 0, 1e6, {
    scale: 1,
  });
  expect(Math.max(...scores)).toBeGreaterThan(0.8);
  const bed = join(folder, 'a.bed');
  expectSuccess(await run('context', bed, ...track, '--threshold', '0.5'));
  expect(dataLines(bed).map((line) => line.split('\t').slice(0, 3))).toEqual([
    ['chrT1', '438400', '438656'],
  ]);
});

it.each([
  [['--window', '0'], 2, 'usage', /'--window <BP>' argument '0' is invalid\. Expected at least 1/],
  [['--window', '44032'], 2, 'usage', /44,032 bp and fits into one window of 44,032 bp: no state/],
  [['--model', 'LM'], 2, 'usage', /^The training context of .* is unknown: .*--window/],
  [
    ['--format', 'safetensors'],
    2,
    'output-format',
    /^safetensors is for the raw tensors of a pass/,
  ],
  [
    ['--format', 'bed'],
    2,
    'usage',
    /is in difference of probability, which has no usual threshold/,
  ],
  [['--tracks', 'none'], 2, 'track-unknown', /has no track "none"/],
  [
    ['--window', '40k', '--memory', '200M'],
    2,
    'memory-limit',
    /^Reading 44,032 bp in windows of 40,000 bp with this model takes about/,
  ],
] as const)('context %j is refused with what it should be', async (more, exit, code, message) => {
  const folder = temporaryFolder();
  const model = more.map((one) => (one === 'LM' ? referenceModels['caduceus-ps'] : one));
  const result = await run('context', join(folder, 'a.tsv'), '--no-cache', ...model);
  expectFailure(result, { exit, code, message });
  expect(result.stderr).not.toContain('on cpu');
  expect(readdirSync(folder)).toEqual([]);
});
