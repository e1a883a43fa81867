import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkOutput } from '../../src-main/analysis/export/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const track = (unit: string) => ({ id: unit, label: unit, unit, color: '#000000', bin: 128 });
const tracks = [track('probability')];

it('what can be written passes, and nothing is left of the check', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'b.bed'), 'stays');
  for (const name of ['a.bw', 'a.tsv.gz', 'b.bed']) {
    await checkOutput({ path: join(folder, name), tracks });
  }
  await checkOutput({ path: join(folder, 'a.txt'), format: 'json', tracks });
  await checkOutput({ path: join(folder, 'a.bed'), threshold: 3, tracks: [track('bits')] });
  expect(readdirSync(folder)).toEqual(['b.bed']);
  expect(readFileSync(join(folder, 'b.bed'), 'utf8')).toBe('stays');
});

it.each([
  ['an ending that says no format', { path: 'a.wig' }, 'output-format'],
  ['a format that is none', { path: 'a.bed', format: 'wig' }, 'output-format'],
  ['a compressed bigWig', { path: 'a.bw.gz' }, 'output-format'],
  ['a threshold that is missing', { path: 'a.gff3', tracks: [track('bits')] }, 'usage'],
  ['a threshold that is no number', { path: 'a.bed', threshold: NaN }, 'usage'],
  ['a threshold that would change nothing', { path: 'a.bw', threshold: 0.5 }, 'usage'],
  ['a folder that is not there', { path: 'none/a.bed' }, 'output-unwritable'],
  ['a folder of that name', { path: 'folder.bed' }, 'output-unwritable'],
])('%s is refused', async (_, output, code) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'folder.bed'));
  const checked = checkOutput({ tracks, ...output, path: join(folder, output.path) });
  await expect(checked).rejects.toMatchObject({ code });
  expect(readdirSync(folder)).toEqual(['folder.bed']);
});
