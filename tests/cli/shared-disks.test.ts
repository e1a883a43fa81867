import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { PredictionCache } from '../../src-main/cache/index.ts';
import {
  commandFile,
  megabase,
  predictArgs,
  startMegabase,
  tutorialGenome,
} from '../support/cli.ts';
import { expectFailure, expectSuccess, predictSummary } from '../support/cli-answers.ts';
import { dataLines } from '../support/cli-files.ts';
import { onFileSystem } from '../support/on-file-system.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

/** Starts a command as a user whom the system knows by a number alone. */
const nobody = ['setpriv', '--reuid', '54321', '--regid', '54321', '--clear-groups'] as const;
const canBeNobody = spawnSync(nobody[0], [...nobody.slice(1), 'true']).status === 0;

const nfs = { kind: 'network', name: 'nfs' } as const;

const args = (out: string, ...more: readonly string[]) =>
  predictArgs('hawk-tutorial', 'chrT2:5,001-13,000', out, '--flank', '0', ...more);

/** Everything below a folder: names, bytes and times of change. */
function contents(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const states = names.map((name) => {
    const { mtimeMs, ctimeMs, size } = statSync(join(folder, name));
    return [name, mtimeMs, ctimeMs, size].join(' ');
  });
  return [String(statSync(folder).mtimeMs), ...states].join('\n');
}

const shared = sharedFolder();

/** A cache with one run in it, and the lines of it; made once. */
async function filledCache(): Promise<{ cache: string; lines: string[] }> {
  const out = join(shared, 'first.bedgraph');
  const cache = join(shared, 'cache');
  if (!existsSync(out)) predictSummary(await megabase(args(out, '--json'), { home: shared }));
  return { cache, lines: dataLines(out) };
}

describe('a cache on a network file system', () => {
  it.each([
    ['predict', (cache: string) => args(join(cache, '../../a.tsv'), '--cache', cache)],
    ['cache info', (cache: string) => ['cache', 'info', '--cache', cache]],
    ['cache prune', (cache: string) => ['cache', 'prune', '--cache', cache]],
  ])('is refused by %s with what to do instead, and nothing is made', async (_, commandLine) => {
    const home = temporaryFolder();
    onFileSystem(nfs, home);
    const result = await megabase(commandLine(join(home, 'nfs/cache')), { home });
    const message = /The cache .*nfs\/cache lies on a network file system \(nfs\)/;
    expectFailure(result, { exit: 2, code: 'cache-network', message });
    expect(result.stderr).toContain('--cache auto');
    expect(existsSync(join(home, 'nfs'))).toBe(false);
  });

  it('with --cache auto is one in scratch, which is gone in the end', async () => {
    const home = temporaryFolder();
    const tmp = temporaryFolder();
    const { TMPDIR: before } = process.env;
    process.env['TMPDIR'] = tmp;
    try {
      onFileSystem(nfs, home);
      const result = await megabase(args(join(home, 'a.bedgraph'), '--cache', 'auto'), { home });
      expectSuccess(result);
      expect(result.stderr).toMatch(
        /note: the usual cache, .*, lies on a network file system \(nfs\): this command has a cache of its own/,
      );
      expect(dataLines(join(home, 'a.bedgraph'))).toEqual((await filledCache()).lines);
      expect(readdirSync(tmp)).toEqual([]);
      expect(readdirSync(home)).toEqual(['a.bedgraph']);
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    }
  });

  it('with --cache auto is none where scratch lies there, too', async () => {
    const home = temporaryFolder();
    onFileSystem(nfs);
    const result = await megabase(args(join(home, 'a.bedgraph'), '--cache', 'auto'), { home });
    expect(expectSuccess(result).stderr).toMatch(
      /scratch \(TMPDIR\) lies on one, too: nothing is kept/,
    );
    expect(readdirSync(home)).toEqual(['a.bedgraph']);
  });

  it('is the usual one with --cache auto where that is on a disk of this machine', async () => {
    const home = temporaryFolder();
    expectSuccess(await megabase(args(join(home, 'a.tsv'), '--cache', 'auto'), { home }));
    expect(existsSync(join(home, 'cache/predictions.sqlite'))).toBe(true);
  });

  it.each(['cache info', 'cache prune', 'doctor'])('%s wants a folder, not auto', async (name) => {
    const result = await megabase([...name.split(' '), '--cache', 'auto'], { home: shared });
    expectFailure(result, { exit: 2, code: 'usage', message: /one of this name is \.\/auto/ });
  });
});

it('a pass that may run elsewhere is named by cache info, and stays when all is pruned', async () => {
  const home = temporaryFolder();
  const pass = join(home, 'cache/passes', 'f'.repeat(64));
  mkdirSync(pass, { recursive: true });
  writeFileSync(join(pass, 'partial'), 'x');
  writeFileSync(`${pass}.owner`, JSON.stringify({ host: 'node2', boot: 'b', pid: 12 }));
  writeFileSync(`${pass}.lock`, '');
  // One that no list here knows.
  onFileSystem({ kind: 'unknown', name: 'fuse.new' }, home);
  for (const words of [['info'], ['prune', '--all']]) {
    const { stderr } = expectSuccess(await megabase(['cache', ...words], { home }));
    expect(stderr).toContain(`${pass} is left alone: process 12 of node2 may still be at it`);
    expect(stderr).toContain(`delete ${pass}, ${pass}.owner and ${pass}.lock`);
    expect(existsSync(join(pass, 'partial'))).toBe(true);
  }
  const { stdout } = await megabase(['cache', 'info', '--json'], { home });
  expect(JSON.parse(stdout)).toMatchObject({ stoppedPasses: 0, notes: [expect.any(String)] });
});

describe('--cache-from', () => {
  it('answers for variants, too', async () => {
    const home = temporaryFolder();
    const vcf = join(tutorialGenome, '../sample.vcf.gz');
    const region = ['--region', 'chrT2:20,001-60,000', '--flank', '0', '--provider', 'cpu'];
    const score = async (out: string, ...more: string[]) => {
      const named = ['--fasta', tutorialGenome, '--vcf', vcf, '--model', 'hawk-tutorial'];
      const words = ['variants', ...named, ...region, '--out', join(home, out), ...more];
      const { stderr } = expectSuccess(await megabase(words, { home }));
      return { lines: dataLines(join(home, out)), stderr };
    };
    const first = await score('a.tsv');
    expect(first.lines.length).toBeGreaterThan(1);
    const again = await score('b.tsv', '--no-cache', '--cache-from', join(home, 'cache'));
    expect(again.lines).toEqual(first.lines);
    expect(first.stderr).toMatch(/^on cpu/m);
    expect(again.stderr).not.toMatch(/^on cpu/m);
  });

  it('answers from a read-only cache on a network disk, and leaves no trace there', async () => {
    const { cache, lines } = await filledCache();
    const home = temporaryFolder();
    const from = join(home, 'from');
    cpSync(cache, from, { recursive: true });
    chmodSync(join(from, 'predictions.sqlite'), 0o444);
    chmodSync(from, 0o555);
    const before = contents(from);
    onFileSystem(nfs, from);
    const out = join(home, 'a.bedgraph');
    for (const own of [['--no-cache'], ['--cache', join(home, 'own')]]) {
      const result = await megabase(args(out, '--json', '--cache-from', from, ...own), { home });
      expect(predictSummary(result).predictions[0]!.fromCache).toBe(true);
      expect(dataLines(out)).toEqual(lines);
      expect(contents(from)).toBe(before);
    }
    // What it does not hold goes to the own cache, and is found there next time.
    const other = ['--cache-from', from, '--cache', join(home, 'own'), '--region', 'chrT2:1-4,000'];
    const found = async () =>
      predictSummary(await megabase(args(out, '--json', ...other), { home }));
    expect((await found()).predictions.map(({ fromCache }) => fromCache)).toEqual([true, false]);
    expect((await found()).predictions.map(({ fromCache }) => fromCache)).toEqual([true, true]);
    expect(contents(from)).toBe(before);
    chmodSync(from, 0o755);
  });

  it('takes several, and one that is the own cache is read as that', async () => {
    const { cache, lines } = await filledCache();
    const home = temporaryFolder();
    const empty = join(home, 'empty');
    PredictionCache.open(empty).close();
    const out = join(home, 'a.bedgraph');
    const more = ['--cache-from', empty, '--cache-from', cache, '--cache', empty];
    const { predictions } = predictSummary(await megabase(args(out, '--json', ...more), { home }));
    expect(predictions[0]!.fromCache).toBe(true);
    expect(dataLines(out)).toEqual(lines);
  });

  it('does without one that somebody writes to just then, and says so once', async () => {
    const { cache, lines } = await filledCache();
    const home = temporaryFolder();
    const from = join(home, 'from');
    cpSync(cache, from, { recursive: true });
    writeFileSync(join(from, 'predictions.sqlite-wal'), 'lost');
    const before = contents(from);
    const out = join(home, 'a.bedgraph');
    const words = args(out, '--no-cache', '--cache-from', from);
    const { stderr } = expectSuccess(await megabase(words, { home }));
    expect(stderr.match(/-wal holds 4 bytes that are not in it yet/g)).toHaveLength(1);
    expect(dataLines(out)).toEqual(lines);
    expect(contents(from)).toBe(before);
  });

  it.each([
    [
      'there is none',
      'file-missing',
      /holds no cache: there is no .*predictions\.sqlite/,
      () => undefined,
    ],
    [
      'it is of a newer version',
      'cache-newer',
      /was made by a newer Megabase: its schema has version 99/,
      (path: string) => sql(path, 'PRAGMA user_version = 99'),
    ],
    [
      'it is of an older version',
      'cache-older',
      /was made by an older Megabase: its schema has version 1; this one reads version \d/,
      (path: string) => sql(path, 'PRAGMA user_version = 1'),
    ],
    [
      'it is no database',
      'cache-unreadable',
      /cannot be read: file is not a database/,
      (path: string) => writeFileSync(path, 'x'.repeat(5000)),
    ],
    [
      'its tables are others',
      'cache-unreadable',
      /cannot be read: Its tables are not those of a cache/,
      (path: string) => sql(path, 'DROP TABLE edits'),
    ],
  ] as const)('is refused where %s', async (_, code, message, spoil) => {
    const home = temporaryFolder();
    const from = join(home, 'from');
    mkdirSync(from);
    if (code !== 'file-missing') PredictionCache.open(from).close();
    spoil(join(from, 'predictions.sqlite'));
    const before = contents(from);
    const result = await megabase(args(join(home, 'a.tsv'), '--cache-from', from), { home });
    expectFailure(result, { exit: code === 'cache-newer' ? 1 : 2, code, message });
    expect(contents(from)).toBe(before);
  });
});

function sql(path: string, text: string): void {
  const db = new Database(path);
  db.exec(text);
  db.close();
}

describe('without a home', () => {
  const own = { MEGABASE_HOME: undefined, NODE_COMPILE_CACHE: undefined };
  const xdg = { XDG_CACHE_HOME: undefined, XDG_DATA_HOME: undefined, XDG_CONFIG_HOME: undefined };

  it('--no-cache leaves nothing in it, and nothing in TMPDIR', async () => {
    const home = temporaryFolder();
    const out = join(temporaryFolder(), 'a.bedgraph');
    const tmp = temporaryFolder();
    const before = contents(home);
    const env = { ...own, ...xdg, HOME: home, TMPDIR: tmp };
    const result = await megabase(args(out, '--no-cache', '--spill', 'always'), { home, env });
    expectSuccess(result);
    expect(contents(home)).toBe(before);
    expect(readdirSync(tmp)).toEqual([]);
    expect(dataLines(out)).toEqual((await filledCache()).lines);
  });

  it.skipIf(!canBeNobody).each([
    ['--no-cache', ['--no-cache']],
    ['--cache auto', ['--cache', 'auto']],
    ['no word of a cache', []],
  ])('a user who has none, only a number, predicts with %s', async (_, more) => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o777);
    const out = join(folder, 'a.bedgraph');
    const env = { ...own, ...xdg, HOME: undefined, TMPDIR: folder };
    const program = [...nobody, process.execPath, commandFile] as const;
    const { code, stderr } = await startMegabase(args(out, ...more), { home: folder, env, program })
      .result;
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(code, stderr).toBe(0);
    if (more.length === 0)
      expect(stderr).toMatch(
        /note: nothing is kept: \/nonexistent\/\.cache\/megabase cannot be written/,
      );
    expect(readdirSync(folder)).toEqual(['a.bedgraph']);
    expect(dataLines(out)).toEqual((await filledCache()).lines);
  });

  it('an empty HOME is not the folder that the command runs in', async () => {
    const folder = temporaryFolder();
    const env = { ...own, ...xdg, HOME: '' };
    const { code } = await startMegabase(['models', 'list'], { home: folder, cwd: folder, env })
      .result;
    expect([code, readdirSync(folder)]).toEqual([0, []]);
  });
});
