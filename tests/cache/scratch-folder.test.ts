import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ScratchFolder } from '../../src-main/cache/index.ts';
import { ownIdentity, type FileSystem } from '../../src-main/home/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { onFileSystem } from '../support/on-file-system.ts';

const local: FileSystem = { kind: 'local', name: 'ext4' };
const scratchIn = (folder: string) => new ScratchFolder({ folder, ...local });

/** What another process has left: its owner's record and lock, and a file. */
function leave(parent: string, name: string, owner?: object): string {
  const folder = join(parent, `megabase-scratch-${name}`);
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(join(folder, 'lock'), '');
  writeFileSync(join(folder, 'residual-0'), 'x');
  if (owner) writeFileSync(join(folder, 'owner'), JSON.stringify(owner));
  return folder;
}

it('is made when it is asked for, and removed with what is in it', () => {
  const parent = temporaryFolder();
  const scratch = scratchIn(parent);
  expect(readdirSync(parent)).toEqual([]);
  const path = scratch.path('a');
  writeFileSync(path, 'x');
  expect(readdirSync(parent)).toHaveLength(1);
  scratch.close();
  expect(readdirSync(parent)).toEqual([]);
  scratch.close();
});

it('what a killed process left is removed by the next, what a running one has is not', async () => {
  const parent = temporaryFolder();
  const module = new URL('../../src-main/cache/index.ts', import.meta.url).href;
  const script = `
    const { ScratchFolder } = await import(${JSON.stringify(module)});
    console.log(new ScratchFolder({ folder: process.argv[1], kind: 'local', name: 'ext4' }).path('a'));
    process.stdin.resume();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, parent]);
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const theirs = join(line.trim(), '..');
  const first = scratchIn(parent);
  first.path('b');
  expect(existsSync(theirs)).toBe(true);
  first.close();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const second = scratchIn(parent);
  second.path('b');
  expect(existsSync(theirs)).toBe(false);
  second.close();
});

it('on a disk that machines share, only what is known to be gone is removed', () => {
  const parent = temporaryFolder();
  onFileSystem({ kind: 'network', name: 'lustre' });
  const { pid } = spawnSync(process.execPath, ['--version']);
  const own = leave(parent, 'own', { ...ownIdentity(), pid, start: '1' });
  const others = [
    leave(parent, 'node', { ...ownIdentity(), host: 'node2', boot: 'b' }),
    leave(parent, 'reboot', { ...ownIdentity(), boot: 'b' }),
    leave(parent, 'container', { ...ownIdentity(), pidNamespace: 'n' }),
    leave(parent, 'fresh'),
  ];
  const foreign = join(parent, 'megabase-scratch-file');
  writeFileSync(foreign, '');
  const scratch = scratchIn(parent);
  scratch.path('a');
  expect(existsSync(own)).toBe(false);
  for (const path of [...others, foreign]) expect(existsSync(path)).toBe(true);
  scratch.close();
});

it('what lost its owner before that was written down goes after a day', () => {
  const parent = temporaryFolder();
  const [fresh, old] = [leave(parent, 'fresh'), leave(parent, 'old')];
  const before = new Date(Date.now() - 2 * 86_400_000);
  utimesSync(old, before, before);
  const scratch = scratchIn(parent);
  scratch.path('a');
  expect([existsSync(fresh), existsSync(old)]).toEqual([true, false]);
  scratch.close();
});

it.skipIf(process.platform === 'win32')(
  'where all users share the folder, what others made there is neither opened nor removed',
  () => {
    const parent = temporaryFolder();
    const gone = { ...ownIdentity(), pid: spawnSync(process.execPath, ['--version']).pid };
    const open = leave(parent, 'open', gone);
    chmodSync(open, 0o777);
    const elsewhere = leave(temporaryFolder(), 'elsewhere', gone);
    symlinkSync(elsewhere, join(parent, 'megabase-scratch-link'));
    const others = [open, elsewhere];
    // Only root can give a folder away, and only root has the right to remove another's.
    if (process.geteuid?.() === 0) {
      const theirs = leave(parent, 'theirs', gone);
      chownSync(theirs, 65_534, 65_534);
      others.push(theirs);
    }
    const mine = leave(parent, 'mine', gone);
    const scratch = scratchIn(parent);
    scratch.path('a');
    expect(existsSync(mine)).toBe(false);
    for (const path of others) expect(readdirSync(path)).toHaveLength(3);
    scratch.close();
  },
);

it.skipIf(process.platform === 'win32')('a lock that is a link is not followed', () => {
  const parent = temporaryFolder();
  const target = join(temporaryFolder(), 'target');
  writeFileSync(target, '');
  const folder = leave(parent, 'link', { ...ownIdentity(), boot: 'b' });
  rmSync(join(folder, 'lock'));
  symlinkSync(target, join(folder, 'lock'));
  const scratch = scratchIn(parent);
  scratch.path('a');
  expect(existsSync(folder)).toBe(true);
  expect(readFileSync(target, 'utf8')).toBe('');
  scratch.close();
});

it.skipIf(process.platform === 'win32')('an owner that is a pipe is not waited for', () => {
  const parent = temporaryFolder();
  const folder = leave(parent, 'pipe');
  expect(spawnSync('mkfifo', [join(folder, 'owner')]).status).toBe(0);
  const module = new URL('../../src-main/cache/index.ts', import.meta.url).href;
  const script = `
    const { ScratchFolder } = await import(${JSON.stringify(module)});
    new ScratchFolder({ folder: process.argv[1], kind: 'local', name: 'ext4' }).path('a');`;
  // In a process, which can be ended where it waits.
  const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', script, parent], {
    timeout: 20_000,
  });
  expect(status).toBe(0);
  expect(existsSync(folder)).toBe(true);
});
