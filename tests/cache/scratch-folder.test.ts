import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
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
  mkdirSync(folder);
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
