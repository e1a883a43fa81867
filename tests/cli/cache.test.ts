import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { megabase, predictArgs, startMegabase, type CommandResult } from '../support/cli.ts';
import { expectFailure, expectSuccess, predictSummary } from '../support/cli-answers.ts';
import { dataLines } from '../support/cli-files.ts';
import { tutorialLetters, writeFasta } from '../support/cli-genome.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const model = 'hawk-tutorial';
const region = 'chrT2:5,001-13,000';

function predict(home: string, out: string, ...more: readonly string[]): Promise<CommandResult> {
  return megabase(predictArgs(model, region, out, '--flank', '0', '--json', ...more), { home });
}

/** A run that is in the cache, and the file it was written to. */
async function predicted(): Promise<{ home: string; first: string }> {
  const home = temporaryFolder();
  const first = join(home, 'first.bedgraph');
  expect(predictSummary(await predict(home, first)).predictions[0]!.fromCache).toBe(false);
  return { home, first };
}

it('a repeated prediction comes from the cache, with files alike to the last bit', async () => {
  const { home, first } = await predicted();
  const second = join(home, 'second.bedgraph');
  const { stdout, stderr } = await predict(home, second, '--chunk', '1000', '--threads', '1');
  const { predictions } = predictSummary({ code: 0, stdout, stderr });
  expect(predictions[0]!.fromCache).toBe(true);
  expect(stderr).toContain('From the cache: chrT2:4,993-13,056');
  // A pass tells what it runs on as soon as its process has started.
  expect(stderr).not.toMatch(/^on cpu/m);
  expect(readFileSync(second)).toEqual(readFileSync(first));
  const third = join(home, 'third.bedgraph');
  const raw = ['--format', 'bedgraph', '--provider', 'auto'];
  predictSummary(await predict(home, third, ...raw));
  expect(readFileSync(third)).toEqual(readFileSync(first));
});

it('the cache answers for any track and format, also those not written at first', async () => {
  const { home } = await predicted();
  const out = join(home, 'a.tsv');
  const tracks = ['--tracks', 'entropy,insulator'];
  const { predictions } = predictSummary(await predict(home, out, ...tracks));
  expect(predictions[0]).toMatchObject({ fromCache: true, tracks: ['entropy', 'insulator'] });
});

it('a region inside an interval that was read as one before is answered from it', async () => {
  const home = temporaryFolder();
  const fasta = join(home, 'genome.fa');
  writeFasta(fasta, { read: tutorialLetters('chrT2').slice(0, 30_000) });
  // A flank beyond both ends: the interval is all of the contig.
  const settings = ['--fasta', fasta, '--flank', '1M', '--tracks', 'expression', '--json'];
  const whole = join(home, 'whole.bedgraph');
  predictSummary(await megabase(predictArgs(model, 'read', whole, ...settings), { home }));
  const part = join(home, 'part.bedgraph');
  const args = predictArgs(model, 'read:10,001-20,000', part, ...settings);
  const { predictions } = predictSummary(await megabase(args, { home }));
  expect(predictions[0]).toMatchObject({
    fromCache: true,
    interval: { contig: 'read', start: 0, end: 30_000 },
  });
  const inPart = (line: string) => {
    const [, start, end] = line.split('\t').map(Number);
    return end! > 10_000 && start! < 20_000;
  };
  expect(dataLines(part)).toHaveLength(79);
  expect(dataLines(part)).toEqual(dataLines(whole).filter(inPart));
});

it('--no-cache computes again, keeps nothing and leaves no temporary folder', async () => {
  const { home, first } = await predicted();
  const temporary = join(home, 'tmp');
  mkdirSync(temporary);
  const before = readFileSync(join(home, 'cache/predictions.sqlite'));
  const out = join(home, 'a.bedgraph');
  const args = predictArgs(model, region, out, '--flank', '0', '--json', '--no-cache');
  const result = await megabase(args, { home, env: { TMPDIR: temporary } });
  expect(predictSummary(result).predictions[0]!.fromCache).toBe(false);
  expect(dataLines(out)).toEqual(dataLines(first));
  expect(readdirSync(temporary)).toEqual([]);
  expect(readFileSync(join(home, 'cache/predictions.sqlite'))).toEqual(before);

  const fresh = join(home, 'fresh');
  expectSuccess(await megabase(args, { home: fresh, env: { TMPDIR: temporary } }));
  expect(existsSync(fresh)).toBe(false);
  expect(readdirSync(temporary)).toEqual([]);
});

it('--no-cache leaves no temporary folder behind a failure either', async () => {
  const home = temporaryFolder();
  const env = { TMPDIR: join(home, 'tmp') };
  mkdirSync(env.TMPDIR);
  const args = predictArgs(model, 'chr9', join(home, 'a.tsv'), '--no-cache');
  const message = /no contig "chr9"/;
  expectFailure(await megabase(args, { home, env }), { exit: 2, code: 'contig-unknown', message });
  expect(readdirSync(env.TMPDIR)).toEqual([]);
});

it('--cache DIR keeps everything there', async () => {
  const home = temporaryFolder();
  const cache = join(home, 'elsewhere');
  const out = join(home, 'a.tsv');
  predictSummary(await predict(home, out, '--cache', cache));
  expect(existsSync(join(home, 'cache'))).toBe(false);
  expect(predictSummary(await predict(home, out, '--cache', cache)).predictions[0]).toMatchObject({
    fromCache: true,
  });
  const info = await megabase(['cache', 'info', '--cache', cache], { home });
  expect(expectSuccess(info).stdout).toMatch(/^predictions +1 run, /m);
});

it('two processes at once, at the same pass, both come to their end with equal files', async () => {
  const home = temporaryFolder();
  const out = (name: string) => join(home, `${name}.bedgraph`);
  const names = ['a', 'b'];
  const args = (name: string) =>
    predictArgs(model, 'chrT2:1-40,000', out(name), '--flank', '0', '--json');
  const results = await Promise.all(
    names.map((name) => startMegabase(args(name), { home }).result),
  );
  for (const result of results) predictSummary(result);
  expect(dataLines(out('a'))).toHaveLength(4 * 313);
  expect(dataLines(out('b'))).toEqual(dataLines(out('a')));
  const { stdout } = await megabase(['cache', 'info', '--json'], { home });
  expect(JSON.parse(stdout)).toMatchObject({ predictions: { runs: 1 }, stoppedPasses: 0 });
  expect(readdirSync(join(home, 'cache/passes'))).not.toContainEqual(
    expect.stringMatching(/^[0-9a-f]{64}/),
  );
});

it('cache prune removes what was asked for, and the next prediction computes again', async () => {
  const { home } = await predicted();
  const prune = async (...options: string[]) => {
    const { stdout } = expectSuccess(
      await megabase(['cache', 'prune', '--json', ...options], { home }),
    );
    return (JSON.parse(stdout) as { runs: number }).runs;
  };
  expect(await prune()).toBe(0);
  expect(await prune('--older-than', '1')).toBe(0);
  expect(await prune('--max-size', '1G')).toBe(0);
  expect(await prune('--max-size', '50k')).toBe(1);
  const out = join(home, 'a.tsv');
  expect(predictSummary(await predict(home, out)).predictions[0]!.fromCache).toBe(false);
  expect(await prune('--older-than', '0')).toBe(1);
  expect(predictSummary(await predict(home, out)).predictions[0]!.fromCache).toBe(false);
  expect(await prune('--all')).toBe(1);
  const { stdout } = await megabase(['cache', 'info', '--json'], { home });
  expect(JSON.parse(stdout)).toMatchObject({ predictions: { runs: 0 }, graphBytes: 0 });
  expect(predictSummary(await predict(home, out)).predictions[0]!.fromCache).toBe(false);
});

it('a pass that was stopped a week ago goes, one of today stays, and one that runs does', async () => {
  const home = temporaryFolder();
  const passes = join(home, 'cache/passes');
  const [old, recent, running] = ['a', 'b', 'c'].map((letter) => letter.repeat(64));
  for (const name of [old, recent, running]) {
    mkdirSync(join(passes, name!), { recursive: true });
    writeFileSync(join(passes, name!, 'partial'), 'x'.repeat(1000));
  }
  writeFileSync(join(passes, `${running}.owner`), String(process.pid));
  const weekAgo = new Date(Date.now() - 8 * 86_400_000);
  for (const name of [old, running]) utimesSync(join(passes, name!), weekAgo, weekAgo);
  const info = async () => expectSuccess(await megabase(['cache', 'info'], { home })).stdout;

  expect(await info()).toMatch(/^stopped passes +2, 2\.00 kB$/m);
  expectSuccess(await megabase(['cache', 'prune'], { home }));
  const left = () => readdirSync(passes).filter((name) => name.length === 64);
  expect(left().sort()).toEqual([recent, running]);
  expectSuccess(await megabase(['cache', 'prune', '--all'], { home }));
  expect(left()).toEqual([running]);
});

it('cache prune --all removes passes and features of a time that has not come yet', async () => {
  const home = temporaryFolder();
  const [pass, embeddings] = [
    join(home, 'cache/passes', 'a'.repeat(64)),
    join(home, 'cache/embeddings'),
  ];
  // The clock was set back since.
  const tomorrow = new Date(Date.now() + 86_400_000);
  for (const folder of [pass, embeddings]) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'partial'), 'x');
    for (const path of [join(folder, 'partial'), folder]) utimesSync(path, tomorrow, tomorrow);
  }
  expectSuccess(await megabase(['cache', 'prune', '--all'], { home }));
  expect(existsSync(pass)).toBe(false);
  expect(readdirSync(embeddings)).toEqual([]);
});

it.each([
  [['--older-than', '-1'], /days cannot be negative/],
  [['--max-size', 'much'], /argument 'much' is invalid\. Expected a whole number/],
])('cache prune refuses %j', async (options, message) => {
  const result = await megabase(['cache', 'prune', ...options], { home: temporaryFolder() });
  expectFailure(result, { exit: 2, code: 'usage', message });
});
