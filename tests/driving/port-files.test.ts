import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askWindow } from '../../src-main/cli/driving/ask-window.ts';
import {
  readPortFiles,
  removePortFile,
  writePortFile,
} from '../../src-main/cli/driving/port-files.ts';
import { ownIdentity, type ProcessIdentity } from '../../src-main/home/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const token = 'x'.repeat(43);
const { signal } = new AbortController();
const state = { command: { kind: 'state' }, by: 'a test' } as const;

describe.skipIf(process.platform === 'win32')('the files by which windows are found', () => {
  it("are this user's alone to read, and are gone once they are removed", () => {
    const folder = join(temporaryFolder(), 'windows');
    const path = writePortFile(folder, { port: 1234, token });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readPortFiles(folder)).toEqual([{ owner: ownIdentity(), port: 1234, token }]);
    removePortFile(path);
    expect(readdirSync(folder)).toEqual([]);
    expect(readPortFiles(folder)).toEqual([]);
    expect(readPortFiles(join(folder, 'none'))).toEqual([]);
  });

  it('are made anew where others had put something, and follow no link', () => {
    const folder = join(temporaryFolder(), 'windows');
    mkdirSync(folder, { mode: 0o777 });
    const elsewhere = join(folder, '..', 'elsewhere');
    writeFileSync(elsewhere, 'mine');
    const path = writePortFile(folder, { port: 1, token });
    removePortFile(path);
    symlinkSync(elsewhere, path);
    writePortFile(folder, { port: 1, token });
    expect(statSync(elsewhere).size).toBe(4);
    expect(readPortFiles(folder)).toHaveLength(1);
  });

  it.each([
    ['that others can read', (path: string) => chmodSync(path, 0o644)],
    ['that is damaged', (path: string) => writeFileSync(path, '{"pid":')],
    ['that is of no use', (path: string) => writeFileSync(path, '{"pid":1,"port":0,"token":""}')],
    ['that is endless', (path: string) => writeFileSync(path, 'x'.repeat(100_000))],
    ['in a folder that others can enter', (path: string) => chmodSync(join(path, '..'), 0o755)],
  ])('are passed over: one %s', async (_, spoil) => {
    const folder = join(temporaryFolder(), 'windows');
    spoil(writePortFile(folder, { port: 1, token }));
    expect(readPortFiles(folder)).toEqual([]);
    await expect(askWindow({ drivenWindows: folder }, state, signal)).rejects.toMatchObject({
      code: 'window-off',
    });
  });

  /** A file of another process, as that one wrote it. */
  function written(folder: string, owner: ProcessIdentity): string {
    const path = join(folder, `${owner.host}-${owner.pid}.json`);
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(path, JSON.stringify({ owner, port: 1, token }), { mode: 0o600 });
    return path;
  }

  it('are removed where their process is gone', () => {
    const folder = join(temporaryFolder(), 'windows');
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const path = written(folder, { ...ownIdentity(), host: 'laptop', pid, start: '1' });
    const other = writePortFile(folder, { port: 2, token });
    expect(readPortFiles(folder)).toHaveLength(1);
    expect(existsSync(path)).toBe(process.platform !== 'linux');
    expect(existsSync(other)).toBe(true);
  });

  it('stay, and are passed over, where they are of another machine with the same home folder', () => {
    const folder = join(temporaryFolder(), 'windows');
    const path = written(folder, { host: 'node7', boot: 'another', pidNamespace: 'x', pid: 1 });
    expect(readPortFiles(folder)).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });

  it('lead to an error where nobody answers', async () => {
    const folder = join(temporaryFolder(), 'windows');
    // Of port 1 nobody but root can take hold.
    writePortFile(folder, { port: 1, token });
    await expect(askWindow({ drivenWindows: folder }, state, signal)).rejects.toMatchObject({
      code: 'window-unknown',
      message: 'It is not clear which window is meant; open: none.',
    });
  });
});
