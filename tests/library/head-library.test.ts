import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readHeadPackage } from '../../src-main/model/index.ts';
import { findLocations } from '../../src-main/home/index.ts';
import { HeadLibrary } from '../../src-main/library/heads/head-library.ts';
import { ModelLibrary, writeHead } from '../../src-main/library/index.ts';
import { tracksHead, writeRandomHead } from '../support/random-head.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const model = { id: 'some', hash: '0'.repeat(64) };

function someHead(width = 16) {
  const folder = temporaryFolder();
  writeRandomHead(folder, { seed: 1, model, outputs: [tracksHead(['a'], 8)] }, () => width);
  return readHeadPackage(folder);
}

it('only what belongs to a head is copied', async () => {
  const head = someHead();
  writeFileSync(join(head.folder, 'training.log'), 'x');
  writeFileSync(join(head.folder, 'README.md'), 'card');
  const library = new HeadLibrary(join(temporaryFolder(), 'heads'));
  const imported = await library.import(head);
  expect(readdirSync(library.folder)).toEqual(['head']);
  expect(readdirSync(imported.folder).sort()).toEqual([
    'README.md',
    'head.json',
    'head.safetensors',
  ]);
});

it('what killed fits and imports left is removed by the next one', async () => {
  const folder = join(temporaryFolder(), 'heads');
  const gone = Number(execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }));
  const leave = () => mkdirSync(join(folder, `.import-${gone}-abc`), { recursive: true });
  const head = someHead();
  leave();
  await new HeadLibrary(folder).import(head);
  expect(readdirSync(folder)).toEqual(['head']);
  leave();
  const { weight, bias } = head.manifest.outputs[0]!;
  await writeHead(join(folder, 'fitted'), head.manifest, {
    [weight]: { shape: [1, 16], data: new Float32Array(16) },
    [bias]: { shape: [1], data: new Float32Array(1) },
  });
  expect(readdirSync(folder).sort()).toEqual(['fitted', 'head']);
});

it('a head is not imported twice, nor exported over what is there', async () => {
  const library = new HeadLibrary(join(temporaryFolder(), 'heads'));
  await library.import(someHead());
  const again = library.import(someHead());
  await expect(again).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('`megabase heads remove head` makes room') as string,
  });
  const there = temporaryFolder();
  await expect(library.export('head', there)).rejects.toMatchObject({ code: 'usage' });
  expect(readdirSync(there)).toEqual([]);
  expect(() => library.find('gone')).toThrow('no head "gone" and no such folder; there are head');
});

it('a name of a model with heads tells which part of it is not there', () => {
  const locations = { ...findLocations(), userHeads: join(temporaryFolder(), 'heads') };
  const library = new ModelLibrary(locations);
  expect(() => library.find('hawk-tutorial+gone')).toThrow('There is no head "gone"');
  expect(() => library.find('gone+hawk')).toThrow('There is no model "gone"');
});

it('a head that cannot be read any more is told of, and can be removed', async () => {
  const library = new HeadLibrary(join(temporaryFolder(), 'heads'));
  const { folder } = await library.import(someHead());
  writeFileSync(join(folder, 'head.json'), '{');
  expect(library.list()).toEqual([]);
  expect(library.broken()).toEqual([
    { id: 'head', folder, reason: expect.stringContaining('is not JSON') as string },
  ]);
  library.remove('head');
  expect(existsSync(folder)).toBe(false);
});

const disk = mountSmallDisk(1);

it.skipIf(disk === undefined)(
  `a full disk leaves nothing of a head${disk ? '' : ' (no file system could be mounted)'}`,
  async () => {
    const library = new HeadLibrary(join(disk!, 'heads'));
    mkdirSync(library.folder);
    await expect(library.import(someHead(600_000))).rejects.toMatchObject({ code: 'disk-full' });
    expect(readdirSync(library.folder)).toEqual([]);
  },
);
