import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { megabase, startMegabase, tutorialGenome } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { readTsv } from '../support/cli-files.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { tutorialTruth } from '../support/tutorial-truth.ts';

const home = sharedFolder();
const labels = join(home, 'enhancers.bed');
const charts = join(home, 'charts.svg');
let enhancers: readonly string[];
beforeAll(async () => {
  ({ enhancers } = await tutorialTruth('chrT2'));
  writeFileSync(labels, `${enhancers.join('\n')}\n`);
});

function fitArgs(out: string, ...more: readonly string[]): string[] {
  const input = ['--fasta', tutorialGenome, '--labels', labels, '--model', 'hawk-tutorial'];
  return ['probe', 'fit', ...input, '--provider', 'cpu', '--out', out, ...more];
}

it('a biologist fits a probe to her own labels, sees what it is worth, and predicts with it', async () => {
  const fitted = expectSuccess(
    await megabase(fitArgs('my-enhancers', '--name', 'My enhancers', '--figure', charts), { home }),
  );
  const svg = readFileSync(charts, 'utf8');
  for (const chart of ['roc', 'precision-recall', 'calibration', 'learning'])
    expect(svg).toMatch(new RegExp(`<g id="${chart}-\\d">`));
  expect(svg).toContain('labels: enhancers.bed');
  expect(fitted.stdout).toMatch(
    /^On every fifth tile of 8 kbp, which was held out \(95 % intervals\):\n {2}track +fitted to +held out +AUROC +AUPRC +regularisation\n {2}Labels +1,2\d\d bins, \d+ positive +3\d\d bins, \d+ positive +1\.000 \(/,
  );
  expect(fitted.stdout).toMatch(/\n {2}share +bins +Labels\n {2}10 % /);
  expect(fitted.stdout).toMatch(/\nCalibration of Labels \(expected error 0\.0\d+, Brier score /);
  expect(fitted.stdout).toMatch(/use it as --model hawk-tutorial\+my-enhancers\n$/);
  expect(fitted.stderr).toMatch(/^Context: chrT2:1-200,000$/m);

  const list = expectSuccess(await megabase(['heads', 'list'], { home }));
  expect(list.stdout).toMatch(/^my-enhancers +hawk-tutorial +1 track +My enhancers$/m);

  const out = join(home, 'applied.tsv');
  const place = ['--fasta', tutorialGenome, '--region', 'chrT2:1-100,000', '--out', out];
  const apply = ['probe', 'apply', '--head', 'my-enhancers', ...place, '--provider', 'cpu'];
  expectSuccess(await megabase(apply, { home }));
  const rows = readTsv(out);
  expect(new Set(rows.map(({ track }) => track))).toEqual(new Set(['my-enhancers']));
  const isEnhancer = ({ start, end }: { start: number; end: number }) =>
    enhancers.some((line) => {
      const [, from, to] = line.split('\t').map(Number);
      return from! < end && to! > start;
    });
  const values = (wanted: boolean) =>
    rows.filter((row) => isEnhancer(row) === wanted).map(({ value }) => value);
  const lowest = Math.min(...values(true));
  expect(values(true).length).toBeGreaterThan(5);
  expect(values(false).filter((value) => value > lowest).length).toBeLessThan(5);
});

it('the report as JSON has all of it, and the head goes into a folder of her own', async () => {
  const folder = join(temporaryFolder(), 'head-of-mine');
  const args = fitArgs(folder, '--json', '--bin', '200', '--regions', 'chrT2:1-100,000');
  const { stdout } = expectSuccess(await megabase(args, { home }));
  const report = JSON.parse(stdout) as Record<string, unknown>;
  expect(report).toMatchObject({
    ...{ kind: 'classes', labels: 'enhancers.bed', bin: 200 },
    head: { id: 'head-of-mine', folder },
    use: `hawk-tutorial+${folder}`,
  });
  expect(readdirSync(folder).sort()).toEqual(['head.json', 'head.safetensors']);
});

it('what stands already is not written over, and is said before anything is computed', async () => {
  const folder = join(temporaryFolder(), 'taken');
  mkdirSync(folder);
  const result = await megabase(fitArgs(folder), { home });
  const message = /taken is there already; name another\.$/;
  expectFailure(result, { exit: 2, code: 'usage', message });
  expect(result.stderr).not.toContain('Context:');
});

it.each([
  [['--hold-out', 'chrT1'], 'usage', /^chrT1 cannot be held out: there are labels on chrT2\.$/],
  [['--labels', 'none.bed'], 'file-missing', /^There is no file none\.bed\.$/],
  [['--model', 'hawk-tutorial+my-enhancers'], 'usage', /fitted to hawk-tutorial alone/],
  [['--out', '../a b'], 'usage', /make the name of a head/],
] as const)('with %s it is refused before anything is computed', async (more, code, message) => {
  const result = await megabase(fitArgs('other', ...more), { home });
  expectFailure(result, { exit: 2, code, message });
  expect(result.stderr).not.toContain('Context:');
  expect(existsSync(join(home, 'heads', 'other'))).toBe(false);
});

it('Ctrl-C stops a fit at once and leaves nothing half-written', async () => {
  const own = temporaryFolder();
  const running = startMegabase(fitArgs('stopped'), { home: own });
  await running.says(/layer 1 of 4/);
  process.kill(running.pid, 'SIGINT');
  // Not stopped in an orderly way within two seconds, it would say so and end by itself.
  expectFailure(await running.result, { exit: 130, code: 'cancelled', message: /cancelled/ });
  expect(existsSync(join(own, 'heads')) ? readdirSync(join(own, 'heads')) : []).toEqual([]);
});
