import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  workbenchMethods,
  type Preferences,
  type ServedWorkbench,
  type Settings,
} from '../../src-main/contract/index.ts';
import { boundedWorkbench, PathBounds } from '../../src-main/transport/index.ts';
import { requestSchemas } from '../../src-main/transport/request-schemas/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { fakeWorkbench } from './fake-workbench.ts';

let top: string;
let home: string;
const open = new Set<string>();

const at = (...names: string[]) => join(top, ...names);

function boundsOf(...roots: string[]): PathBounds {
  return new PathBounds({ roots, openFiles: () => open });
}

beforeEach(() => {
  top = temporaryFolder();
  home = at('home');
  open.clear();
  for (const folder of [
    'home/data/deep',
    'home/.ssh',
    'home/lab/.hidden',
    'other/deep',
    'other/.x',
  ]) {
    mkdirSync(at(...folder.split('/')), { recursive: true });
  }
  for (const file of ['home/.ssh/id', 'home/data/a.fa', 'other/b.fa', 'other/deep/c.fa']) {
    writeFileSync(at(...file.split('/')), '>a\nACGT\n');
  }
});

describe('a page may use', () => {
  it.each([
    'home',
    'home/data',
    'home/data/a.fa',
    'home/data/deep',
    'home/new.bed',
    'home/no/new.bed',
  ])('%s, whether it exists or not', (path) => {
    expect(boundsOf(home).expect(at(path))).toBe(at(path));
  });

  it('what lies below a folder that was named, though that is hidden', () => {
    expect(boundsOf(home, at('home/.ssh')).allows(at('home/.ssh/id'))).toBe(true);
    expect(boundsOf(at('other/.x')).allows(at('other/.x/a'))).toBe(true);
  });

  it('an open file and the folder that it lies in, but nothing below or above that', () => {
    const bounds = boundsOf(home);
    expect(bounds.allows(at('other/b.fa'))).toBe(false);
    open.add(at('other/b.fa'));
    expect(bounds.allows(at('other/b.fa'))).toBe(true);
    expect(bounds.allows(at('other'))).toBe(true);
    expect(bounds.allows(at('other/new.bed'))).toBe(true);
    for (const path of ['other/deep/c.fa', 'other/.x', 'elsewhere', '.']) {
      expect([path, bounds.allows(at(path))]).toEqual([path, false]);
    }
  });

  it('a home folder that is itself reached by a link, by both of its names', () => {
    symlinkSync(home, at('linked'));
    const bounds = boundsOf(at('linked'));
    expect(bounds.allows(at('linked/data/a.fa'))).toBe(true);
    expect(bounds.allows(at('home/data/a.fa'))).toBe(true);
    expect(bounds.allows(at('other/b.fa'))).toBe(false);
  });
});

describe('a page may not use', () => {
  it.each([
    ['what lies beside the home folder', 'other/b.fa', /in none of the folders open to it/],
    ['a folder whose name begins like it', 'home2/x', /in none of the folders/],
    ['a path that climbs out', 'home/data/../../other/b.fa', /in none of the folders/],
    ['a hidden folder', 'home/.ssh', /is hidden/],
    ['a file in one', 'home/.ssh/id', /is hidden/],
    ['a hidden file to write', 'home/.bashrc', /is hidden/],
    ['a hidden folder further down', 'home/lab/.hidden/x', /is hidden/],
  ])('%s', (_what, path, reason) => {
    const refused = () => boundsOf(home).expect(`${top}/${path}`);
    expect(refused).toThrow(expect.objectContaining({ code: 'path-outside' }) as Error);
    expect(refused).toThrow(reason);
    expect(refused).toThrow(/Open to it: .*home/);
  });

  it.each(['data', 'file', 'new', 'nowhere'])('a link that leads out of it: %s', (kind) => {
    symlinkSync(at('other'), at('home/links'));
    symlinkSync(at('other/b.fa'), at('home/link.fa'));
    symlinkSync(at('other/not-yet'), at('home/dangling'));
    const path = {
      data: 'home/links/b.fa',
      file: 'home/link.fa',
      new: 'home/links/new.bed',
      nowhere: 'home/dangling',
    }[kind]!;
    expect(() => boundsOf(home).expect(at(path))).toThrow(/a link in it leads out/);
    // A link from one place that is open to another is none of those.
    expect(boundsOf(home, at('other')).allows(at(path))).toBe(kind !== 'nowhere');
  });

  it.runIf(process.platform === 'linux')('what is of the system, though / was named', () => {
    const bounds = boundsOf('/');
    for (const path of ['/etc', '/etc/passwd', '/proc/self/environ', '/sys', '/usr/bin/env']) {
      expect(() => bounds.expect(path)).toThrow(/belongs to the operating system/);
    }
    expect(bounds.allows(at('other/b.fa'))).toBe(true);
    open.add('/etc/hosts');
    expect(boundsOf(home).allows('/etc/passwd')).toBe(false);
  });

  it('what is refused is refused alike, whether it exists or not', () => {
    const text = (path: string) => {
      try {
        return boundsOf(home).expect(path);
      } catch (error) {
        return (error as Error).message.replaceAll(path, 'PATH');
      }
    };
    expect(text(at('other/b.fa'))).toBe(text(at('other/none.fa')));
    expect(text(at('home/.ssh/id'))).toBe(text(at('home/.ssh/none')));
  });
});

describe('the workbench that a page is given', () => {
  const asked: string[] = [];
  const anyAnswer = (): ServedWorkbench => {
    const methods = workbenchMethods.map((method) => [
      method,
      () => Promise.resolve(void asked.push(method)),
    ]);
    return fakeWorkbench({
      ...(Object.fromEntries(methods) as ServedWorkbench),
      preferences: () =>
        Promise.resolve({ settings: { cache: at('other/cache') } } as unknown as Preferences),
      recentProjects: () =>
        Promise.resolve([{ name: 'r', path: at('other/r.json'), openedAt: '', exists: true }]),
    });
  };
  beforeEach(() => void asked.splice(0));

  /** Fields that name a place on the disk. */
  const fields = ['path', 'paths', 'index', 'folder', 'labels', 'cache'];
  const calls = workbenchMethods.flatMap((method) => {
    const { shape = {} } = requestSchemas[method] as { shape?: object };
    return fields.filter((field) => field in shape).map((field) => [method, field] as const);
  });

  it('has as many methods that take a path as are tested here', () => {
    expect(calls.map(([method]) => method).sort()).toEqual([
      ...[
        ...['addFiles', 'addFiles'],
        'changeSettings',
        'evaluate',
        'exportBaseMap',
        'exportEffects',
        'exportEvaluation',
        'exportFigure',
        'exportGenes',
        'exportRaw',
        'exportRun',
        'exportVariantFigure',
        'exportVariants',
        'fitProbe',
      ],
      ...['importModel', 'listFolder', 'newProject', 'openProject'],
      ...['relocate', 'relocate', 'writeReport'],
    ]);
  });

  it('may keep a cache that was chosen before, wherever it is', async () => {
    const bounded = boundedWorkbench(anyAnswer(), boundsOf(home));
    await bounded.changeSettings({ cache: at('other/cache') } as unknown as Settings);
    expect(asked).toEqual(['changeSettings']);
  });

  it.each(calls)('does not hear of a path outside in %s', async (method, field) => {
    const bounded = boundedWorkbench(anyAnswer(), boundsOf(home)) as unknown as Record<
      string,
      (request: unknown) => Promise<unknown>
    >;
    for (const path of [at('other/b.fa'), at('home/.ssh/id'), '/etc/passwd']) {
      const inside = at('home/data/a.fa');
      // An index is one of a file that is inside itself.
      const others = field === 'index' ? { path: inside, paths: [inside] } : {};
      const request = { ...others, [field]: field === 'paths' ? [inside, path] : path };
      await expect(bounded[method]!(request)).rejects.toMatchObject({ code: 'path-outside' });
    }
    expect(asked).toEqual([]);
  });

  it('opens a project that was opened before, wherever it is', async () => {
    const bounded = boundedWorkbench(anyAnswer(), boundsOf(home));
    await bounded.openProject({ path: at('other/r.json') });
    expect(asked).toEqual(['openProject']);
    await expect(bounded.openProject({ path: at('other/s.json') })).rejects.toThrow(/none of/);
  });

  it('hands requests and signals on as they are', async () => {
    const { signal } = new AbortController();
    const given: unknown[] = [];
    const workbench = fakeWorkbench({
      addFiles: (...all) => Promise.reject(new Error(String(given.push(all)))),
    });
    const request = { project: 'p', paths: [at('home/data/a.fa')] };
    const bounded = boundedWorkbench(workbench, boundsOf(home));
    await expect(bounded.addFiles(request, signal)).rejects.toThrow('1');
    expect(given).toEqual([[request, signal]]);
  });

  it('lists no hidden folder, nothing of the system, and no way up out of the bounds', async () => {
    const entry = (path: string) => ({ name: path, path: at(path), isFolder: true });
    const workbench = fakeWorkbench({
      listFolder: ({ folder = home }) =>
        Promise.resolve({
          folder,
          parent: join(folder, '..'),
          entries: [entry('home/data'), entry('home/.ssh'), { ...entry('x'), path: '/etc' }],
        }),
    });
    const bounded = boundedWorkbench(workbench, boundsOf(home));
    const listing = await bounded.listFolder({});
    expect(listing.parent).toBeUndefined();
    expect(listing.entries.map(({ name }) => name)).toEqual(['home/data']);
    expect((await bounded.listFolder({ folder: at('home/data') })).parent).toBe(home);
    // Where the usual folder is not among those that were named.
    const other = boundedWorkbench(workbench, boundsOf(at('other')));
    await expect(other.listFolder({})).rejects.toMatchObject({ code: 'path-outside' });
  });

  it('tells of dropped files only what lies where it may look, and looks below all of that', async () => {
    const given: unknown[] = [];
    const file = (path: string) => ({ path: at(path), bytes: 1, modifiedAt: '', isSame: true });
    const workbench = fakeWorkbench({
      findFiles: (request) => {
        given.push(request);
        return Promise.resolve([[file('home/data/a.fa'), file('other/b.fa'), file('home/.x/a')]]);
      },
    });
    const files = [{ name: 'a.fa', bytes: 1, modifiedAt: 0 }];
    const bounded = boundedWorkbench(workbench, boundsOf(home));
    const found = await bounded.findFiles({ files, below: ['/'] });
    expect(found.flat().map(({ path }) => path)).toEqual([at('home/data/a.fa')]);
    expect(given).toEqual([{ files, below: [home] }]);
  });
});
