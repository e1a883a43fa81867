import { EventEmitter } from 'node:events';
import fs, {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
  vi,
} from 'vitest';
import { changedFolder, PackageFolder } from '../../src-main/library/packages/package-folder.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// The watch as it is, unless a test puts another in its place.
const realWatch = fs.watch;
const watch = vi.fn(realWatch);
function watchBy(by: typeof fs.watch): void {
  fs.watch = by;
  syncBuiltinESMExports();
}
beforeAll(() => {
  watchBy(watch as unknown as typeof fs.watch);
});
afterAll(() => {
  watchBy(realWatch);
});

let now = 0;
beforeEach(() => {
  // Time stands still: nothing is looked at again because it was long ago.
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => {
  vi.restoreAllMocks();
  watch.mockImplementation(realWatch);
});

const letter = /^(?<letter>.)/;

function write(parent: string, name: string, text: string): void {
  mkdirSync(join(parent, name), { recursive: true });
  writeFileSync(join(parent, name, 'mark'), text);
}

function open(parent: string) {
  const reads: string[] = [];
  const folder = new PackageFolder(parent, {
    marks: ['mark'],
    read(path, name) {
      reads.push(name);
      const text = readFileSync(join(path, 'mark'), 'utf8');
      if (!letter.test(text)) throw new Error('nothing is written there');
      return `${name}: ${text}`;
    },
  });
  onTestFinished(() => folder.close());
  return { folder, reads };
}

it('each folder is read once, however often it is asked for', () => {
  const parent = temporaryFolder();
  for (const name of ['b', 'a', '.import-1']) write(parent, name, name);
  mkdirSync(join(parent, 'other'));
  const { folder, reads } = open(parent);
  const first = folder.list();
  for (let i = 0; i < 10; i++) expect(folder.list()).toBe(first);
  expect(first).toEqual(['a: a', 'b: b']);
  expect(reads).toEqual(['a', 'b']);
});

describe('by the watch alone', () => {
  it('what appears, changes and goes is seen, and only what changed is read anew', async () => {
    const parent = temporaryFolder();
    write(parent, 'a', 'one');
    const { folder, reads } = open(parent);
    expect(folder.list()).toEqual(['a: one']);
    write(parent, 'b', 'two');
    await expect.poll(() => folder.list()).toEqual(['a: one', 'b: two']);
    writeFileSync(join(parent, 'a', 'mark'), 'three');
    await expect.poll(() => folder.list()).toEqual(['a: three', 'b: two']);
    rmSync(join(parent, 'b'), { recursive: true });
    await expect.poll(() => folder.list()).toEqual(['a: three']);
    expect(reads.filter((name) => name === 'b').length).toBeLessThan(3);
  });

  it('a folder that comes in the place of another by the same name is watched like it', async () => {
    const parent = temporaryFolder();
    write(parent, 'a', 'one');
    const { folder } = open(parent);
    folder.list();
    write(parent, '.new', 'two');
    rmSync(join(parent, 'a'), { recursive: true });
    renameSync(join(parent, '.new'), join(parent, 'a'));
    await expect.poll(() => folder.list()).toEqual(['a: two']);
    writeFileSync(join(parent, 'a', 'mark'), 'three');
    await expect.poll(() => folder.list()).toEqual(['a: three']);
  });
});

it('a folder that is not there yet is found when it comes, with what is in it', () => {
  const parent = join(temporaryFolder(), 'later');
  const { folder } = open(parent);
  expect(folder.list()).toEqual([]);
  write(parent, 'a', 'one');
  expect(folder.list()).toEqual(['a: one']);
});

it('where the system gives no watch, each call compares the files', () => {
  watch.mockImplementation(() => {
    throw Object.assign(new Error('no watch is left'), { code: 'ENOSPC' });
  });
  const parent = temporaryFolder();
  write(parent, 'a', 'one');
  const { folder, reads } = open(parent);
  expect(folder.list()).toEqual(['a: one']);
  writeFileSync(join(parent, 'a', 'mark'), 'two');
  expect(folder.list()).toEqual(['a: two']);
  expect(folder.list()).toEqual(['a: two']);
  expect(reads).toEqual(['a', 'a']);
});

describe('where a watch tells nothing, as of a shared file system', () => {
  beforeEach(() => {
    const silent = Object.assign(new EventEmitter(), { close: () => undefined });
    watch.mockImplementation(() => silent as fs.FSWatcher);
  });

  it('the files are compared after a second', () => {
    const parent = temporaryFolder();
    write(parent, 'a', 'one');
    const { folder } = open(parent);
    folder.list();
    writeFileSync(join(parent, 'a', 'mark'), 'two');
    expect(folder.list()).toEqual(['a: one']);
    now += 1_001;
    expect(folder.list()).toEqual(['a: two']);
  });

  it('what this process says it changed is read at once', () => {
    const parent = temporaryFolder();
    const { folder } = open(parent);
    folder.list();
    write(parent, 'a', 'one');
    expect(folder.list()).toEqual([]);
    changedFolder(join(parent, 'a', '..'));
    expect(folder.list()).toEqual(['a: one']);
  });
});

it('a folder that cannot be read is tried again at every call, and hides nothing once it can', () => {
  const parent = temporaryFolder();
  write(parent, 'a', 'one');
  write(parent, 'b', '');
  const { folder } = open(parent);
  expect(() => folder.list()).toThrow('nothing is written there');
  expect(() => folder.list()).toThrow('nothing is written there');
  writeFileSync(join(parent, 'b', 'mark'), 'two');
  expect(folder.list()).toEqual(['a: one', 'b: two']);
});

/** Folders that this process watches, by the kernel's own count. */
function watched(): number {
  let count = 0;
  for (const file of readdirSync('/proc/self/fdinfo')) {
    try {
      count += readFileSync(`/proc/self/fdinfo/${file}`, 'utf8').split('inotify wd').length - 1;
    } catch {
      // The folder's own descriptor is closed by now.
    }
  }
  return count;
}

it.runIf(process.platform === 'linux')('a watch ends with its folder, and all with close', () => {
  const before = watched();
  const parent = temporaryFolder();
  for (const name of ['a', 'b', 'c']) write(parent, name, name);
  const { folder } = open(parent);
  folder.list();
  expect(watched()).toBe(before + 4);
  rmSync(join(parent, 'b'), { recursive: true });
  folder.look();
  expect(watched()).toBe(before + 3);
  folder.close();
  expect(watched()).toBe(before);
});
