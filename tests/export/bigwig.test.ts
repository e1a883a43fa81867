import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BigWig } from '@gmod/bbi';
import { describe, expect, test } from 'vitest';
import { exportPredictions } from '../../src-main/analysis/export/index.ts';
import { basesByGmod, basesByPython } from './bigwig-support.ts';
import { randomPredictions } from './random-predictions.ts';
import {
  contigs,
  expectedBases,
  leftovers,
  prediction,
  python,
  pythonHas,
  temporaryFolder,
  trackInfo,
} from './support.ts';

const hasPyBigWig = pythonHas('pyBigWig');

test('one track is written to the path, several to a file each', async () => {
  const folder = temporaryFolder();
  const infos = [trackInfo(), trackInfo({ id: 'a/b' })];
  const one = [prediction('chr1', 0, 100, () => 1)];
  const two = [prediction('chr1', 0, 100, () => 1, infos)];
  const single = await exportPredictions({ predictions: one, contigs, path: join(folder, 'x.bw') });
  expect(single.map(({ path, track }) => [path, track])).toEqual([
    [join(folder, 'x.bw'), 'promoter'],
  ]);
  const files = await exportPredictions({
    predictions: two,
    contigs,
    path: join(folder, 'y'),
    format: 'bigwig',
  });
  expect(files.map(({ track, records }) => [track, records])).toEqual([
    ['promoter', 10],
    ['a/b', 10],
  ]);
  expect(readdirSync(folder).sort()).toEqual(['x.bw', 'y.a%2Fb.bw', 'y.promoter.bw']);
  expect(files.map(({ bytes }) => bytes)).toEqual(
    files.map(({ path }) => readFileSync(path).length),
  );
});

test('the header lists all contigs by name, and the total of all values', async () => {
  const path = join(temporaryFolder(), 'a.bigWig');
  const value = (_: number, start: number) => (start < 20 ? -1.5 : 2);
  await exportPredictions({ predictions: [prediction('chr2', 0, 50, value)], contigs, path });
  const header = await new BigWig({ path }).getHeader();
  expect(header.version).toBe(4);
  expect(header.refsByNumber).toMatchObject([
    { name: 'chr1', id: 0, length: 1_000 },
    { name: 'chr10', id: 1, length: 3_000 },
    { name: 'chr2', id: 2, length: 5_003 },
  ]);
  expect(header.totalSummary).toEqual({
    basesCovered: 50,
    scoreMin: -1.5,
    scoreMax: 2,
    scoreSum: 30,
    scoreSumSquares: 165,
  });
});

describe.each(Array.from({ length: 10 }, (_, seed) => seed))('random regions (seed %d)', (seed) => {
  test('say of every base what the first region said, to both readers', async () => {
    const path = join(temporaryFolder(), 'a.bw');
    const predictions = randomPredictions(seed);
    const files = await exportPredictions({ predictions, contigs, path });
    expect(files).toHaveLength(2);
    for (const [track, file] of files.entries()) {
      const expected = expectedBases(predictions, track);
      expect(await basesByGmod(file.path)).toEqual(expected);
      if (hasPyBigWig) expect(basesByPython(file.path)).toEqual(expected);
    }
  });
});

test('what regions leave out is counted', async () => {
  const path = join(temporaryFolder(), 'a.bw');
  const predictions = [prediction('chr1', 50, 100, () => 2), prediction('chr1', 0, 73, () => 1)];
  const [file] = await exportPredictions({ predictions, contigs, path });
  expect(file).toMatchObject({ records: 10, leftOut: 3 });
});

test('a file without any value is still a bigWig file', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.bw');
  const predictions = [prediction('chr1', 0, 100, () => NaN)];
  const [file] = await exportPredictions({ predictions, contigs, path });
  expect(file).toMatchObject({ records: 0 });
  expect(await basesByGmod(path)).toEqual(expectedBases(predictions, 0));
  if (hasPyBigWig) expect(basesByPython(path)).toEqual(expectedBases(predictions, 0));
  expect(leftovers(folder)).toEqual([]);
});

test('a genome of many contigs is found by name through all levels of the tree', async () => {
  const path = join(temporaryFolder(), 'a.bw');
  const many = Array.from({ length: 70_000 }, (_, i) => ({ name: `s${i}`, length: 100 + i }));
  const chosen = ['s0', 's9', 's69999', 's12345', 's256', 's65536'];
  const predictions = chosen.map((name, i) => prediction(name, 0, 100, () => i + 1));
  await exportPredictions({ predictions, contigs: many, path });
  const file = new BigWig({ path });
  const { refsByName } = await file.getHeader();
  const names = many.map(({ name }) => name).sort();
  expect(Object.keys(refsByName)).toHaveLength(many.length);
  expect(names.every((name, id) => refsByName[name] === id)).toBe(true);
  for (const [i, name] of chosen.entries()) {
    const { starts, scores } = await file.getFeaturesAsArrays(name, 0, 100, { scale: 1 });
    expect([starts.length, new Set(scores)]).toEqual([10, new Set([i + 1])]);
  }
  if (!hasPyBigWig) return;
  const script = `
import json, pyBigWig, sys
with pyBigWig.open(sys.argv[1]) as bw:
    chroms = bw.chroms()
    print(json.dumps([len(chroms), [[chroms[c], bw.values(c, 0, 1)[0]] for c in sys.argv[2:]]]))`;
  const lengths = chosen.map((name, i) => [100 + Number(name.slice(1)), i + 1]);
  expect(python(script, path, ...chosen)).toEqual([70_000, lengths]);
});
