import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs, {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { claimPassFolder, ScratchFolder } from '../../src-main/cache/index.ts';
import { takeLock } from '../../src-main/cache/folders/held-lock.ts';
import { thisProcess, type Claimant } from '../../src-main/cache/folders/owner.ts';
import {
  leftPasses,
  removePasses,
  type PassFolder,
} from '../../src-main/cache/folders/pass-folder.ts';
import { ownIdentity, type ProcessIdentity } from '../../src-main/home/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const key = 'f'.repeat(64);

/** Id of a process that is no more. */
function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

const deadOwner = () => JSON.stringify({ ...ownIdentity(), pid: deadPid(), start: '1' });

function scratchIn(folder: string): ScratchFolder {
  mkdirSync(folder, { recursive: true });
  return new ScratchFolder({ folder, kind: 'local', name: 'ext4' });
}

function claim(passes: string, name = key): PassFolder {
  const scratch = scratchIn(join(passes, '../scratch'));
  return claimPassFolder(name, { passes, scratch })!;
}

/** A pass that was stopped in the middle, by a process that died. */
function stoppedPass(passes: string, name = key, mark = deadOwner()): string {
  const path = join(passes, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'state.json'), 'far');
  writeFileSync(`${path}.owner`, mark);
  writeFileSync(`${path}.lock`, '');
  return path;
}

const filesOf = (passes: string, name = key) =>
  readdirSync(passes).filter((one) => one.startsWith(name));

it('the first to come gets the folder of the pass, a second one scratch', () => {
  const passes = join(temporaryFolder(), 'passes');
  const [first, second, third] = [claim(passes), claim(passes), claim(passes)];
  expect(first).toMatchObject({ path: join(passes, key), isKept: true });
  expect(new Set([first, second, third].map(({ path }) => path)).size).toBe(3);
  for (const { path, isKept } of [second, third]) {
    expect(isKept).toBe(false);
    mkdirSync(path);
    writeFileSync(join(path, 'partial'), '');
  }
  second.release();
  third.release();
  first.release();
  // What nobody goes on from is removed, and so are locks and records.
  expect(existsSync(second.path) || existsSync(third.path)).toBe(false);
  expect(filesOf(passes)).toEqual([]);
});

it('a second one holds everything in memory where scratch is memory, or there is none', () => {
  const passes = join(temporaryFolder(), 'passes');
  const first = claim(passes);
  const inMemory = new ScratchFolder({ folder: '/dev/shm', kind: 'memory', name: 'tmpfs' });
  expect(claimPassFolder(key, { passes, scratch: inMemory })).toBeUndefined();
  expect(claimPassFolder(key, { passes })).toBeUndefined();
  expect(claimPassFolder(key, {})).toBeUndefined();
  first.release();
});

it('what a released pass left is found by the next one', () => {
  const passes = join(temporaryFolder(), 'passes');
  const first = claim(passes);
  mkdirSync(first.path);
  writeFileSync(join(first.path, 'state.json'), 'far');
  first.release();
  expect(filesOf(passes)).toEqual([key]);
  const second = claim(passes);
  expect(readFileSync(join(second.path, 'state.json'), 'utf8')).toBe('far');
  second.release();
});

it.each([
  ['of a process that died', deadOwner],
  ['of a process of version 0.2 that died', () => String(deadPid())],
  [
    'of a process whose number another has by now',
    () => JSON.stringify({ ...ownIdentity(), start: '1' }),
  ],
  [
    'of a process before the machine was started anew',
    () => JSON.stringify({ ...ownIdentity(), boot: 'b' }),
  ],
  [
    'of a process in another container that died',
    () => JSON.stringify({ ...ownIdentity(), pidNamespace: 'n' }),
  ],
  ['that was cut short by a power cut', () => ''],
])('a mark %s does not keep the folder from the next one', (_, mark) => {
  const passes = join(temporaryFolder(), 'passes');
  const path = stoppedPass(passes, key, mark());
  const claimed = claim(passes);
  expect(claimed).toMatchObject({ path, isKept: true });
  expect(readFileSync(join(path, 'state.json'), 'utf8')).toBe('far');
  claimed.release();
});

it.each([
  ['a running process of version 0.2', () => String(process.pid)],
  ['a running process whose lock was deleted', () => JSON.stringify(ownIdentity())],
])('a mark of %s keeps it', (_, mark) => {
  const passes = join(temporaryFolder(), 'passes');
  const path = stoppedPass(passes, key, mark());
  rmSync(`${path}.lock`);
  expect(claim(passes).isKept).toBe(false);
  expect(leftPasses(passes)).toEqual({ stopped: [], unknown: [] });
  expect(filesOf(passes).sort()).toEqual([key, `${key}.owner`]);
});

it('where the lock of another container was deleted, its pass is left alone, and it is said how to be rid of it', () => {
  const passes = join(temporaryFolder(), 'passes');
  const path = stoppedPass(
    passes,
    key,
    JSON.stringify({ ...ownIdentity(), pidNamespace: 'n', pid: 7 }),
  );
  rmSync(`${path}.lock`);
  for (let times = 0; times < 2; times++) {
    const { isKept, note } = claim(passes);
    expect(isKept).toBe(false);
    expect(note).toContain(`process 7 of ${ownIdentity().host} may still be at it`);
    expect(note).toContain(`delete ${path}, ${path}.owner and ${path}.lock`);
    const { stopped, unknown } = leftPasses(passes);
    expect(stopped).toEqual([]);
    expect(unknown).toMatchObject([{ path, note }]);
    removePasses(passes, unknown);
    expect(existsSync(join(path, 'state.json'))).toBe(true);
  }
});

it('of two machines whose locks do not reach each other, the first to write its record has the pass', () => {
  const passes = join(temporaryFolder(), 'passes');
  const record = join(passes, `${key}.owner`);
  const theirs = JSON.stringify({ ...ownIdentity(), host: 'node2', boot: 'b' });
  const claimant = {
    ...thisProcess(),
    kindOf: () => 'network' as const,
    takeLock: (path: string) => {
      const lock = takeLock(path);
      // The other comes in between: after this one has looked, and before it writes.
      writeFileSync(record, theirs);
      return lock;
    },
  };
  const scratch = scratchIn(join(passes, '../scratch'));
  expect(claimPassFolder(key, { passes, scratch }, claimant)!.isKept).toBe(false);
  expect(readFileSync(record, 'utf8')).toBe(theirs);
});

it('of several processes that find a stopped pass at once, one goes on with it', async () => {
  const passes = join(temporaryFolder(), 'passes');
  stoppedPass(passes);
  const module = new URL('../../src-main/cache/index.ts', import.meta.url).href;
  const script = `
    const { claimPassFolder, ScratchFolder } = await import(${JSON.stringify(module)});
    const [, passes] = process.argv;
    const scratch = new ScratchFolder({ folder: passes, kind: 'local', name: 'ext4' });
    console.log(claimPassFolder(${JSON.stringify(key)}, { passes, scratch }).path);
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
  const passes = join(temporaryFolder(), 'passes');
  const running = claim(passes);
  mkdirSync(running.path);
  const before = Date.now();
  const stopped = stoppedPass(passes, 'b'.repeat(64));
  const found = leftPasses(passes).stopped;
  expect(found.map(({ path }) => path)).toEqual([stopped]);
  for (const { stoppedAt } of found) {
    // A file system's clock may be a tick behind.
    expect(stoppedAt).toBeGreaterThan(before - 1000);
    expect(stoppedAt).toBeLessThan(Date.now() + 1);
  }
  // What is gone on from meanwhile stays.
  const resumed = claim(passes, 'b'.repeat(64));
  removePasses(passes, found);
  expect(existsSync(stopped)).toBe(true);
  resumed.release();
  removePasses(passes, found);
  expect(leftPasses(passes).stopped).toEqual([]);
  expect(filesOf(passes, 'b')).toEqual([]);
  expect(existsSync(running.path)).toBe(true);
  running.release();
});

it('a pass that was refused before it wrote anything leaves nothing to go on from', () => {
  const passes = join(temporaryFolder(), 'passes');
  const refused = claim(passes);
  mkdirSync(refused.path);
  refused.release();
  expect(leftPasses(passes).stopped).toEqual([]);
});

it.skipIf(process.platform === 'win32').each(['owner', 'lock'])(
  'a pass whose %s is a link is left alone, and the link is not followed',
  (ending) => {
    const passes = join(temporaryFolder(), 'passes');
    const path = stoppedPass(passes);
    const target = join(temporaryFolder(), 'target');
    writeFileSync(target, deadOwner());
    const before = readFileSync(target, 'utf8');
    rmSync(`${path}.${ending}`);
    symlinkSync(target, `${path}.${ending}`);
    const { isKept, note } = claim(passes);
    expect(isKept).toBe(false);
    expect(note).toContain(`delete ${path}, ${path}.owner and ${path}.lock`);
    expect(readFileSync(target, 'utf8')).toBe(before);
  },
);

/** A claimant from whom an error of that code comes instead of any lock. */
function failing(code: string): Claimant {
  const error = Object.assign(new Error('the lock failed'), { code });
  return {
    ...thisProcess(),
    takeLock: () => {
      throw error;
    },
  };
}

it.each([
  ['SQLITE_BUSY', 'cache-busy'],
  ['SQLITE_FULL', 'disk-full'],
  ['SQLITE_IOERR_LOCK', 'output-unwritable'],
])('%s of a lock is told as %s, wherever passes are looked at', (code, told) => {
  const passes = join(temporaryFolder(), 'passes');
  const path = stoppedPass(passes);
  const claimant = failing(code);
  const left = [{ path, stoppedAt: 0 }];
  const expected = expect.objectContaining({ code: told }) as Error;
  expect(() => claimPassFolder(key, { passes }, claimant)).toThrow(expected);
  expect(() => leftPasses(passes, claimant)).toThrow(expected);
  expect(() => removePasses(passes, left, claimant)).toThrow(expected);
  expect(existsSync(join(path, 'state.json'))).toBe(true);
});

it('where no folder of passes can be made that is told, too', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  const expected = expect.objectContaining({ code: 'output-unwritable' }) as Error;
  expect(() => claimPassFolder(key, { passes: join(file, 'passes') })).toThrow(expected);
});

it('a folder whose owner cannot be written down is not kept from others', () => {
  const passes = join(temporaryFolder(), 'passes');
  const circular: Record<string, unknown> = { ...ownIdentity() };
  circular['self'] = circular;
  const claimant = { ...thisProcess(), self: circular as unknown as ProcessIdentity };
  expect(() => claimPassFolder(key, { passes }, claimant)).toThrow(/circular/);
  const next = claim(passes);
  expect(next.isKept).toBe(true);
  next.release();
});

it('releasing costs no pass its end, and lets others have the folder, whatever fails then', () => {
  const passes = join(temporaryFolder(), 'passes');
  const first = claim(passes);
  mkdirSync(first.path);
  writeFileSync(join(first.path, 'state.json'), 'far');
  // No lock can be made in the place of a folder.
  rmSync(join(passes, 'predictions.lock'));
  mkdirSync(join(passes, 'predictions.lock'));
  first.release();
  rmSync(join(passes, 'predictions.lock'), { recursive: true });
  const second = claim(passes);
  expect(second).toMatchObject({ path: first.path, isKept: true });
  second.release();
});

it('a stopped pass is removed without keeping others from the folder meanwhile', () => {
  const passes = join(temporaryFolder(), 'passes');
  const path = stoppedPass(passes);
  let isHeld: boolean | undefined;
  const { rmSync: remove } = fs;
  fs.rmSync = (target, options) => {
    if (existsSync(join(String(target), 'state.json'))) {
      const lock = takeLock(join(passes, 'predictions.lock'));
      isHeld = lock === undefined;
      lock?.release();
    }
    remove(target, options);
  };
  syncBuiltinESMExports();
  try {
    removePasses(passes, [{ path, stoppedAt: 0 }]);
  } finally {
    fs.rmSync = remove;
    syncBuiltinESMExports();
  }
  expect(isHeld).toBe(false);
  expect(readdirSync(passes)).toEqual(['predictions.lock']);
});

it('where no pass ever ran none is stopped', () => {
  expect(leftPasses(join(temporaryFolder(), 'none'))).toEqual({ stopped: [], unknown: [] });
});
