import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportPredictions } from '../../src-main/analysis/export/index.ts';
import { randomPredictions } from './random-predictions.ts';
import { contigs, prediction, temporaryFolder, trackInfo } from './support.ts';

test('the table says its coordinates, then its columns, then every bin in order', async () => {
  const path = join(temporaryFolder(), 'a.tsv');
  const infos = [trackInfo(), trackInfo({ id: 'b', unit: 'bits', bin: 20 })];
  const value = (track: number, start: number) => (start === 2990 ? NaN : track - start / 10);
  const predictions = [
    prediction('chr2', 4995, 5003, value, infos),
    prediction('chr10', 2980, 3000, value, infos),
  ];
  const [file] = await exportPredictions({ predictions, contigs, path });
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const first = lines.findIndex((line) => !line.startsWith('#'));
  expect(lines[first - 1]).toBe('# columns: start and end are 0-based half-open, in bp');
  expect(lines.slice(first).map((line) => line.split('\t'))).toEqual([
    ['chrom', 'start', 'end', 'track', 'value'],
    ['chr2', '4990', '5000', 'promoter', '-499'],
    ['chr2', '5000', '5003', 'promoter', '-500'],
    ['chr2', '4980', '5000', 'b', '-497'],
    ['chr2', '5000', '5003', 'b', '-499'],
    ['chr10', '2980', '2990', 'promoter', '-298'],
    ['chr10', '2990', '3000', 'promoter', 'NaN'],
    ['chr10', '2980', '3000', 'b', '-297'],
  ]);
  expect(file).toMatchObject({ format: 'tsv', records: 7, leftOut: 0 });
});

test('every value reads back as the same float32', async () => {
  const path = join(temporaryFolder(), 'a.txt');
  const predictions = randomPredictions(9);
  await exportPredictions({ predictions, contigs, path });
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const rows = lines.filter((line) => !line.startsWith('#')).slice(1);
  const read = Float32Array.from(rows, (row) => Number(row.split('\t')[4]));
  const tracks = predictions.flatMap((made) => made.tracks);
  const written = Float32Array.from(tracks.flatMap(({ values }) => Array.from(values)));
  expect(written.length).toBeGreaterThan(1000);
  expect(read).toEqual(written);
});
