import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  describeInput,
  inputFiles,
  outputOptions,
} from '../../src-main/cli/manifest/input-files.ts';
import { openManifestPlace } from '../../src-main/cli/manifest/write-manifest.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const paths = (options: Record<string, unknown>) => inputFiles(options).map(({ path }) => path);

it('names the files that options name, and not their other values', async () => {
  const file = join(temporaryFolder(), 'a.fa');
  writeFileSync(file, '>a\nA\n');
  expect(paths({ fasta: file, out: file, memory: '1G', threads: 2, arguments: ['-'] })).toEqual([
    file,
    '-',
  ]);
  expect(paths({ json: file, figure: file, table: file })).toEqual([]);
  const [found] = inputFiles({ fasta: file });
  expect(await describeInput(found!)).toMatchObject({ option: 'fasta', path: file, bytes: 5 });
});

it.each([
  ['is longer than any name of a file', 'NA12878,'.repeat(40)],
  ['is longer than any path', '/a'.repeat(5000)],
  ['holds what no path can', 'a\0b'],
  ['goes on below a file', join(import.meta.filename, 'a')],
])('a value that %s is no file', (_, text) => {
  expect(inputFiles({ samples: text, arguments: [text] })).toEqual([]);
});

it.each(outputOptions)(
  'a manifest is refused where --%s goes, before anything is computed',
  async (option) => {
    const path = join(temporaryFolder(), 'a.json');
    const options = { [option]: path, overwrite: true };
    const asked = { command: 'evaluate', arguments: [], options, inputs: [] };
    const message = `Both --${option} and --manifest name ${path}.`;
    await expect(openManifestPlace(path, asked)).rejects.toMatchObject({ code: 'usage', message });
    expect((await openManifestPlace(`${path}.own`, asked)).size).toBe(0);
  },
);

it('a link that leads nowhere but to itself is no file', () => {
  const link = join(temporaryFolder(), 'a.fa');
  symlinkSync(link, link);
  expect(inputFiles({ fasta: link })).toEqual([]);
});
