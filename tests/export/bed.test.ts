import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Prediction } from '../../src-main/contract/index.ts';
import { exportPredictions } from '../../src-main/analysis/export/index.ts';
import { contigs, prediction, seededRandom, temporaryFolder, trackInfo } from './support.ts';

/** Rows of the BED file that the predictions make. */
async function bedRows(predictions: Prediction[], threshold?: number) {
  const path = join(temporaryFolder(), 'a.bed');
  const [file] = await exportPredictions({ predictions, contigs, path, threshold });
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const rows = lines.filter((line) => !/^(#|track)/.test(line)).map((line) => line.split('\t'));
  expect(file!.records).toBe(rows.length);
  return { lines, rows };
}

/** A prediction of chr1 whose bins of 10 bp hold `values`, from `start` on. */
function binned(start: number, end: number, values: number[], info = trackInfo()) {
  const first = Math.floor(start / 10) * 10;
  return prediction('chr1', start, end, (_, bin) => values[(bin - first) / 10]!, [info]);
}

test('bins at the threshold and above are joined, and the score is the largest probability', async () => {
  const values = [0.5, 0.7346, 0.4999, NaN, 0.9, NaN, 1];
  const { rows } = await bedRows([binned(0, 70, values)]);
  expect(rows).toEqual([
    ['chr1', '0', '20', 'promoter', '735', '.', '0', '20', '255,128,0'],
    ['chr1', '40', '50', 'promoter', '900', '.', '40', '50', '255,128,0'],
    ['chr1', '60', '70', 'promoter', '1000', '.', '60', '70', '255,128,0'],
  ]);
});

test('a row is clipped to its region, where bins stick out of it', async () => {
  const { rows } = await bedRows([binned(13, 28, [0.8, 0.8])]);
  expect(rows.map((row) => row.slice(0, 5))).toEqual([['chr1', '13', '28', 'promoter', '800']]);
});

test('the last bin of a contig ends with the contig', async () => {
  const made = prediction('chr2', 4990, 5003, () => 0.6);
  const { rows } = await bedRows([made]);
  expect(rows.map((row) => row.slice(0, 3))).toEqual([['chr2', '4990', '5003']]);
});

test('a value printed as the threshold reaches it, though its float32 is a little smaller', async () => {
  expect(Math.fround(0.7)).toBeLessThan(0.7);
  const { rows } = await bedRows([binned(0, 20, [0.7, 0.69])], 0.7);
  expect(rows.map((row) => row.slice(1, 3))).toEqual([['0', '10']]);
});

test('scores of other units are scaled by the largest value of their own track', async () => {
  const infos = [
    trackInfo({ id: 'a', unit: 'bits' }),
    trackInfo({ id: 'b', unit: 'bits' }),
    trackInfo({ id: 'c', unit: 'natural log' }),
  ];
  const values = [
    [4, 0, 1],
    [20, 0, 10],
    [-1, -3, -2],
  ];
  const made = prediction('chr1', 0, 30, (track, start) => values[track]![start / 10]!, infos);
  const { rows } = await bedRows([made], -2);
  expect(rows.map((row) => [row[3], row[1], row[2], row[4]])).toEqual([
    ['c', '0', '10', '0'],
    ['a', '0', '30', '1000'],
    ['b', '0', '30', '1000'],
    ['c', '20', '30', '0'],
  ]);
  const higher = await bedRows([made], 1);
  expect(higher.rows.map((row) => [row[3], row[1], row[4]])).toEqual([
    ['a', '0', '1000'],
    ['b', '0', '1000'],
    ['a', '20', '250'],
    ['b', '20', '500'],
  ]);
});

test('rows come in genome order, and each region speaks for itself', async () => {
  const infos = [trackInfo({ id: 'a' }), trackInfo({ id: 'b' })];
  const predictions = [
    prediction('chr1', 0, 20, () => 1, infos),
    prediction('chr2', 500, 520, () => 1, infos),
    prediction('chr2', 520, 540, () => 1, infos),
    prediction('chr2', 510, 530, () => 1, infos),
  ];
  const { rows } = await bedRows(predictions);
  expect(rows.map((row) => `${row[0]}:${row[1]}-${row[2]} ${row[3]}`)).toEqual([
    'chr2:500-520 a',
    'chr2:500-520 b',
    'chr2:510-530 a',
    'chr2:510-530 b',
    'chr2:520-540 a',
    'chr2:520-540 b',
    'chr1:0-20 a',
    'chr1:0-20 b',
  ]);
});

test('the header says model, threshold and coordinates, and the track line asks for the colours', async () => {
  const { lines } = await bedRows([binned(0, 10, [1])], 0.25);
  expect(lines).toContain('# model: Toy model 1.2 (toy, family hawk)');
  expect(lines).toContain('# threshold: 0.25: a bin with this value or more passes');
  expect(lines.filter((line) => line.startsWith('track'))).toEqual([
    'track name="Megabase Toy model" description="Regions at 0.25 or more, Toy model 1.2" itemRgb="On"',
  ]);
});

test('over random values, exactly the bases whose bin passes are in a row', async () => {
  const random = seededRandom(11);
  const made = prediction('chr2', 3, 5003, () => (random() < 0.1 ? NaN : random()));
  const { rows } = await bedRows([made], 0.4);
  const inRow = new Uint8Array(5003);
  for (const row of rows) inRow.fill(1, Number(row[1]), Number(row[2]));
  const passes = Uint8Array.from(inRow, (_, base) =>
    base >= 3 && made.tracks[0]!.values[Math.floor(base / 10)]! >= 0.4 ? 1 : 0,
  );
  expect(rows.length).toBeGreaterThan(50);
  expect(inRow).toEqual(passes);
});

test('a unit without a usual threshold asks for one', async () => {
  const path = join(temporaryFolder(), 'a.bed');
  const infos = [trackInfo(), trackInfo({ id: 'signal', unit: 'bits' })];
  const predictions = [prediction('chr1', 0, 10, () => 1, infos)];
  const asked = exportPredictions({ predictions, contigs, path });
  await expect(asked).rejects.toMatchObject({ code: 'usage' });
  await expect(asked).rejects.toThrow(/signal is in bits.*give the value/);
  const wrong = exportPredictions({ predictions, contigs, path, threshold: NaN });
  await expect(wrong).rejects.toMatchObject({ code: 'usage' });
});
