import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { claimPassFolder, claimScratchFolder } from '../../src-main/cache/index.ts';
import { stoppedPasses } from '../../src-main/cache/pass-folder.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const key = 'f'.repeat(64);

/** Id of a process that is no more. */
function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

/** A pass that was stopped in the middle, by a process that died. */
function stoppedPass(passes: string, name = key): string {
  const path = join(passes, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'state.json'), 'far');
  writeFileSync(`${path}.owner`, String(deadPid()));
  return path;
}

it('the first to come gets the folder of the pass, a second one a folder of its own', () => {
  const passes = join(temporaryFolder(), 'passes');
  const first = claimPassFolder(passes, key);
  const second = claimPassFolder(passes, key);
  const third = claimPassFolder(passes, key);
  expect(first.path).toBe(join(passes, key));
  expect(new Set([first, second, third].map(({ path }) => path)).size).toBe(3);
  for (const { path } of [second, third]) {
    mkdirSync(path);
    writeFileSync(join(path, 'partial'), '');
  }
  second.release();
  third.release();
  first.release();
  // What nobody goes on from is removed.
  expect(readdirSync(passes).filter((name) => name.startsWith(key))).toEqual([]);
});

it('what a released pass left is found by the next one', () => {
  const passes = temporaryFolder();
  const first = claimPassFolder(passes, key);
  mkdirSync(first.path);
  writeFileSync(join(first.path, 'state.json'), 'far');
  first.release();
  const second = claimPassFolder(passes, key);
  expect(readFileSync(join(second.path, 'state.json'), 'utf8')).toBe('far');
});

it.each([
  ['of a process that died', () => String(deadPid())],
  ['that was cut short by a power cut', () => ''],
])('a mark %s does not keep the folder from the next one', (_, mark) => {
  const passes = temporaryFolder();
  const path = stoppedPass(passes);
  writeFileSync(`${path}.owner`, mark());
  const { path: claimed } = claimPassFolder(passes, key);
  expect(claimed).toBe(path);
  expect(readFileSync(join(claimed, 'state.json'), 'utf8')).toBe('far');
});

it('of several processes that find a stopped pass at once, one goes on with it', async () => {
  const passes = temporaryFolder();
  stoppedPass(passes);
  const module = new URL('../../src-main/cache/pass-folder.ts', import.meta.url).href;
  const script = `
    const { claimPassFolder } = await import(${JSON.stringify(module)});
    console.log(claimPassFolder(process.argv[1], ${JSON.stringify(key)}).path);
    process.stdin.resume();`;
  const claims = Array.from({ length: 6 }, async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, passes]);
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    return { child, path: line.trim() };
  });
  const claimed = await Promise.all(claims);
  // All are alive until each has its folder.
  claimed.forEach(({ child }) => child.kill());
  const paths = claimed.map(({ path }) => path);
  expect(new Set(paths).size).toBe(6);
  expect(paths.filter((path) => path === join(passes, key))).toHaveLength(1);
});

it('a stopped pass is known from one that runs, and can be removed', () => {
  const passes = temporaryFolder();
  const running = claimPassFolder(passes, key);
  mkdirSync(running.path);
  const orphan = `${'a'.repeat(64)}.${deadPid()}.1`;
  mkdirSync(join(passes, orphan));
  mkdirSync(join(passes, `${'a'.repeat(64)}.${process.pid}.2`));
  const stopped = stoppedPass(passes, 'b'.repeat(64));
  const before = Date.now();
  const found = stoppedPasses(passes);
  expect(found.map(({ path }) => path).sort()).toEqual([join(passes, orphan), stopped]);
  for (const { stoppedAt } of found) expect(Math.abs(stoppedAt - before)).toBeLessThan(10_000);
  found.forEach((pass) => pass.remove());
  expect(stoppedPasses(passes)).toEqual([]);
  expect(existsSync(`${stopped}.owner`)).toBe(false);
  expect(existsSync(running.path)).toBe(true);
});

it('a pass that was refused before it wrote anything leaves nothing to go on from', () => {
  const passes = temporaryFolder();
  const refused = claimPassFolder(passes, key);
  mkdirSync(refused.path);
  refused.release();
  expect(stoppedPasses(passes)).toEqual([]);
});

it('where no pass ever ran none is stopped', () => {
  expect(stoppedPasses(join(temporaryFolder(), 'none'))).toEqual([]);
});

it('what a pass without checkpoints left when its process died is removed by the next pass', () => {
  const passes = temporaryFolder();
  const orphan = join(passes, `${key}.${deadPid()}.some-pass`);
  mkdirSync(orphan);
  writeFileSync(join(orphan, 'residual-0'), '');
  const mine = claimScratchFolder(passes, key);
  expect(existsSync(orphan)).toBe(false);
  mkdirSync(mine.path);
  claimPassFolder(passes, key).release();
  expect(existsSync(mine.path)).toBe(true);
  mine.release();
  expect(existsSync(mine.path)).toBe(false);
});
