import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { agreed } from '../support/agree.ts';
import { expect, test } from 'vitest';
import { StagedFile, writeOwnFile, writeOwnFileSync } from '../../src-main/formats/output/index.ts';
import { outputError } from '../../src-main/formats/output/output-error.ts';
import { temporaryFolder } from './support.ts';

test('the old file stays until the new one is complete', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.txt');
  writeFileSync(path, 'old');
  const file = await StagedFile.open(path, { replaces: await agreed(path) });
  await file.append(Buffer.from('new, '));
  await file.append(Buffer.from('whole'));
  expect(readFileSync(path, 'utf8')).toBe('old');
  await file.commit();
  expect(readFileSync(path, 'utf8')).toBe('new, whole');
  expect(readdirSync(folder)).toEqual(['a.txt']);
});

test('a discarded file leaves the folder as it was', async () => {
  const folder = temporaryFolder();
  const file = await StagedFile.open(join(folder, 'a.txt'));
  await file.append(Buffer.from('new'));
  expect(readdirSync(folder)).toHaveLength(1);
  await file.discard();
  expect(readdirSync(folder)).toEqual([]);
});

test('writing over an earlier place does not move the end', async () => {
  const path = join(temporaryFolder(), 'a.txt');
  const file = await StagedFile.open(path);
  await file.append(Buffer.from('0123456789'));
  await file.writeAt(2, Buffer.from('ab'));
  await file.append(Buffer.from('!'));
  expect(file.size).toBe(11);
  await file.commit();
  expect(readFileSync(path, 'utf8')).toBe('01ab456789!');
});

test('nothing is replaced that nobody agreed to, before it is written or after', async () => {
  const folder = temporaryFolder();
  const [path, other] = [join(folder, 'a.txt'), join(folder, 'b.txt')];
  writeFileSync(path, 'old');
  const exists = { code: 'output-exists', file: path };
  await expect(StagedFile.open(path)).rejects.toMatchObject(exists);
  const replaces = await agreed(path);
  await expect(StagedFile.open(path, { replaces: new Map([[other, 'x']]) })).rejects.toMatchObject(
    exists,
  );

  // A file that comes to stand there while another is written, and one that is changed meanwhile.
  const [changed, come] = [await StagedFile.open(path, { replaces }), await StagedFile.open(other)];
  writeFileSync(path, 'changed since');
  writeFileSync(other, 'came since');
  await expect(changed.commit()).rejects.toMatchObject(exists);
  await expect(come.commit()).rejects.toMatchObject({ code: 'output-exists', file: other });
  expect(readFileSync(path, 'utf8')).toBe('changed since');
  expect(readFileSync(other, 'utf8')).toBe('came since');
  expect(readdirSync(folder).sort()).toEqual(['a.txt', 'b.txt']);
});

test('a link is not followed, neither to a file nor to nowhere', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data', 'real.txt'), 'old');
  symlinkSync(join('data', 'real.txt'), join(folder, 'link.txt'));
  symlinkSync('nowhere.txt', join(folder, 'loose.txt'));
  for (const [name, to] of [
    ['link.txt', 'data/real.txt'],
    ['loose.txt', 'nowhere.txt'],
  ] as const) {
    const opened = StagedFile.open(join(folder, name));
    await expect(opened).rejects.toMatchObject({ code: 'output-unwritable' });
    await expect(opened).rejects.toThrow(`it is a link to ${to}, and links are not followed`);
    expect(lstatSync(join(folder, name)).isSymbolicLink()).toBe(true);
  }
  expect(readFileSync(join(folder, 'data', 'real.txt'), 'utf8')).toBe('old');
  expect(readdirSync(folder).sort()).toEqual(['data', 'link.txt', 'loose.txt']);
});

test('a missing folder, a file in place of the folder and a folder in place of the file are refused', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'taken.bed'));
  const refused = { code: 'output-unwritable' };
  const missing = StagedFile.open(join(folder, 'no', 'a.bed'));
  await expect(missing).rejects.toMatchObject(refused);
  await expect(missing).rejects.toThrow(/folder does not exist \(ENOENT\)/);
  await expect(StagedFile.open(join(folder, 'file', 'a.bed'))).rejects.toMatchObject(refused);
  const taken = StagedFile.open(join(folder, 'taken.bed'));
  await expect(taken).rejects.toMatchObject(refused);
  await expect(taken).rejects.toThrow(/is a folder/);
  expect(readdirSync(folder).sort()).toEqual(['file', 'taken.bed']);
});

test.skipIf(process.platform === 'win32')(
  'a device is written to and never replaced by a file, also through a link',
  async () => {
    const folder = temporaryFolder();
    symlinkSync('/dev/null', join(folder, 'null'));
    for (const path of ['/dev/null', join(folder, 'null')]) {
      for (const anyOrder of [false, true]) {
        const file = await StagedFile.open(path, { anyOrder });
        await file.append(Buffer.from('gone'));
        await file.commit();
      }
    }
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(lstatSync(join(folder, 'null')).isSymbolicLink()).toBe(true);
  },
);

test.skipIf(process.platform === 'win32')('a descriptor that is not open is refused', async () => {
  const opened = StagedFile.open('/dev/fd/9999');
  await expect(opened).rejects.toMatchObject({ code: 'output-unwritable' });
  await expect(opened).rejects.toThrow(/no such descriptor is open \(EBADF\)/);
});

test('a full disk is told from a folder without permission', () => {
  const system = (code: string) => Object.assign(new Error(code), { code });
  expect(outputError(system('ENOSPC'), 'a.bed')).toMatchObject({ code: 'disk-full' });
  expect(outputError(system('EDQUOT'), 'a.bed')).toMatchObject({ code: 'disk-full' });
  expect(outputError(system('EACCES'), 'a.bed')).toMatchObject({
    code: 'output-unwritable',
    message: 'Cannot write a.bed: permission denied (EACCES).',
  });
  const mistake = new TypeError('a mistake of the program');
  expect(outputError(mistake, 'a.bed')).toBe(mistake);
});

test('a file of the program has its folder made, keeps a link and leaves nothing after a failure', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'own', 'list.json');
  writeOwnFileSync(path, 'one');
  await writeOwnFile(path, Buffer.from('two'));
  expect(readFileSync(path, 'utf8')).toBe('two');
  symlinkSync(join('own', 'list.json'), join(folder, 'link.json'));
  writeOwnFileSync(join(folder, 'link.json'), 'three');
  expect(lstatSync(join(folder, 'link.json')).isSymbolicLink()).toBe(true);
  expect(readFileSync(path, 'utf8')).toBe('three');

  const taken = join(folder, 'own', 'taken');
  mkdirSync(taken);
  const refused = { code: 'output-unwritable' };
  expect(() => writeOwnFileSync(taken, 'x')).toThrow(expect.objectContaining(refused));
  await expect(writeOwnFile(taken, 'x')).rejects.toMatchObject(refused);
  const below = join(path, 'a.json');
  expect(() => writeOwnFileSync(below, 'x')).toThrow(expect.objectContaining(refused));
  await expect(writeOwnFile(below, 'x')).rejects.toMatchObject(refused);
  expect(readdirSync(join(folder, 'own')).sort()).toEqual(['list.json', 'taken']);
});
