import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agreed } from '../support/agree.ts';
import { expect, test } from 'vitest';
import { exportPredictions } from '../../src-main/analysis/export/index.ts';
import { contigs, leftovers, prediction, temporaryFolder, trackInfo } from './support.ts';

const one = [prediction('chr1', 0, 100, () => 1)];

test.each([
  ['a.bedgraph', 'bedgraph'],
  ['a.bedGraph.gz', 'bedgraph'],
  ['a.bg', 'bedgraph'],
  ['a.bw', 'bigwig'],
  ['a.bigWig', 'bigwig'],
  ['a.bed', 'bed'],
  ['a.bed.gz', 'bed'],
  ['a.gff', 'gff3'],
  ['a.gff3.gz', 'gff3'],
  ['a.TSV', 'tsv'],
  ['a.txt', 'tsv'],
  ['a.json', 'json'],
])('the ending of %s means %s', async (name, format) => {
  const folder = temporaryFolder();
  const path = join(folder, name);
  const files = await exportPredictions({ predictions: one, contigs, path });
  expect(files.map((file) => [file.path, file.format])).toEqual([[path, format]]);
  expect(readdirSync(folder)).toEqual([name]);
  const packed = readFileSync(path).subarray(0, 2).toString('hex') === '1f8b';
  expect(packed).toBe(name.endsWith('.gz'));
});

test('a format that is named goes before the ending', async () => {
  const path = join(temporaryFolder(), 'a.bed');
  const [file] = await exportPredictions({ predictions: one, contigs, path, format: 'JSON' });
  expect(file!.format).toBe('json');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toHaveProperty('program', 'megabase');
});

test('an ending or a format that is not known says which ones are', async () => {
  const folder = temporaryFolder();
  const refused = { code: 'output-format' };
  const ending = exportPredictions({ predictions: one, contigs, path: join(folder, 'a.xls') });
  await expect(ending).rejects.toMatchObject(refused);
  await expect(ending).rejects.toThrow(/\.bedgraph, \.bg, \.bw/);
  const path = join(folder, 'a.bed');
  const named = exportPredictions({ predictions: one, contigs, path, format: 'wig' });
  await expect(named).rejects.toMatchObject(refused);
  await expect(named).rejects.toThrow(/no format wig for tracks; choose from bedgraph, bigwig/);
  const packed = exportPredictions({ predictions: one, contigs, path: join(folder, 'a.bw.gz') });
  await expect(packed).rejects.toMatchObject(refused);
  expect(readdirSync(folder)).toEqual([]);
});

test('what the caller got wrong is no message for the user', async () => {
  const path = join(temporaryFolder(), 'a.bed');
  const other = prediction('chr1', 0, 100, () => 1, [trackInfo({ id: 'other' })]);
  const wrong = (request: object) =>
    expect(exportPredictions({ predictions: one, contigs, path, ...request })).rejects;
  await wrong({ predictions: [] }).toThrow(/no prediction/);
  await wrong({ predictions: [...one, other] }).toThrow(/one model and the same tracks/);
  await wrong({ format: 'safetensors' }).toThrow(/SafetensorsFile/);
  await wrong({ predictions: [] }).not.toHaveProperty('code');
});

test('a region that is not on the genome is refused before a file is made', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.bed');
  const unknown = [prediction('chrX', 0, 100, () => 1)];
  const beyond = [prediction('chr1', 900, 1001, () => 1)];
  await expect(exportPredictions({ predictions: unknown, contigs, path })).rejects.toMatchObject({
    code: 'contig-unknown',
  });
  await expect(exportPredictions({ predictions: beyond, contigs, path })).rejects.toMatchObject({
    code: 'region-outside',
    message: 'chr1:901-1,001 is not inside chr1, which has 1,000 bp.',
  });
  expect(readdirSync(folder)).toEqual([]);
});

const genome = [{ name: 'big', length: 400_000 }];
const many = [prediction('big', 0, 400_000, Math.random, [trackInfo({ bin: 1 })])];

test.each(['a.bedgraph', 'a.tsv.gz', 'a.json', 'a.bw'])(
  'stopping half-way through %s leaves the old file and nothing else',
  async (name) => {
    const folder = temporaryFolder();
    const path = join(folder, name);
    writeFileSync(path, 'old');
    const controller = new AbortController();
    const { signal } = controller;
    const replaces = await agreed(path);
    const writing = exportPredictions({
      ...{ predictions: many, contigs: genome },
      ...{ path, replaces, signal },
    });
    writing.catch(() => undefined);
    while (leftovers(folder).length === 0) await new Promise(setImmediate);
    controller.abort();
    await expect(writing).rejects.toMatchObject({ code: 'cancelled' });
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual([name]);
  },
);

test.each(['a.bed', 'a.bw'])('a signal aborted beforehand makes no %s', async (name) => {
  const folder = temporaryFolder();
  const path = join(folder, name);
  const signal = AbortSignal.abort();
  const writing = exportPredictions({ predictions: one, contigs, path, signal });
  await expect(writing).rejects.toMatchObject({ code: 'cancelled' });
  expect(readdirSync(folder)).toEqual([]);
});

test('when one of several files cannot be written none of them appears', async () => {
  const folder = temporaryFolder();
  const infos = [trackInfo({ id: 'a' }), trackInfo({ id: 'b' }), trackInfo({ id: 'c' })];
  const predictions = [prediction('chr1', 0, 100, () => 1, infos)];
  mkdirSync(join(folder, 'x.c.bw'));
  writeFileSync(join(folder, 'x.a.bw'), 'old');
  const [path, replaces] = [join(folder, 'x.bw'), await agreed(join(folder, 'x.a.bw'))];
  const writing = exportPredictions({ predictions, contigs, path, replaces });
  await expect(writing).rejects.toMatchObject({ code: 'output-unwritable' });
  expect(readdirSync(folder).sort()).toEqual(['x.a.bw', 'x.c.bw']);
  expect(readFileSync(join(folder, 'x.a.bw'), 'utf8')).toBe('old');
});

test('a missing folder is said before anything is computed', async () => {
  const path = join(temporaryFolder(), 'no', 'such', 'a.bedgraph');
  const writing = exportPredictions({ predictions: one, contigs, path });
  await expect(writing).rejects.toMatchObject({ code: 'output-unwritable' });
  await expect(writing).rejects.toThrow(/a\.bedgraph: its folder does not exist/);
});
