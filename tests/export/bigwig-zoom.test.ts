import { join } from 'node:path';
import { BigWig } from '@gmod/bbi';
import { expect, test } from 'vitest';
import type { Prediction } from '../../src-main/contract/index.ts';
import { exportPredictions } from '../../src-main/analysis/export/index.ts';
import {
  prediction,
  python,
  pythonHas,
  seededRandom,
  temporaryFolder,
  trackInfo,
} from './support.ts';

/** A stretch of one value per base, long enough for several levels and several index nodes. */
const start = 12_345;
const end = 312_345;
const genome = [
  { name: 'a', length: 400_000 },
  { name: 'b', length: 5_000 },
];

function perBase(): Prediction[] {
  const random = seededRandom(3);
  const hole = (base: number) => base >= 100_000 && base < 103_000;
  const value = (_: number, base: number) =>
    hole(base) || random() < 0.001 ? NaN : Math.sin(base / 5000) + random() / 10;
  const infos = [trackInfo({ bin: 1 })];
  return [prediction('a', start, end, value, infos), prediction('b', 4_000, 5_000, value, infos)];
}

async function written(predictions: Prediction[]) {
  const path = join(temporaryFolder(), 'a.bw');
  const [file] = await exportPredictions({ predictions, contigs: genome, path });
  return { path, file: file! };
}

/** What a stretch of contig `a` comes to, computed from the values themselves. */
function naive(values: Float32Array, from: number, to: number) {
  const inside = Array.from(values.subarray(from - start, to - start)).filter(Number.isFinite);
  const sum = inside.reduce((total, value) => total + value, 0);
  const sorted = Float32Array.from(inside).sort();
  return {
    bases: inside.length,
    mean: sum / inside.length,
    min: sorted[0]!,
    max: sorted.at(-1)!,
  };
}

test('300,000 values and their zoom levels are what @gmod/bbi reads', async () => {
  const predictions = perBase();
  const values = predictions[0]!.tracks[0]!.values;
  const { path, file } = await written(predictions);
  const bigWig = new BigWig({ path });
  const { zoomLevels, totalSummary } = await bigWig.getHeader();
  const all = predictions.flatMap(({ tracks }) => Array.from(tracks[0]!.values));
  const finite = all.filter(Number.isFinite);
  expect(file.records).toBe(finite.length);
  expect(totalSummary.basesCovered).toBe(finite.length);
  expect(totalSummary.scoreSum).toBeCloseTo(
    finite.reduce((sum, value) => sum + value, 0),
    6,
  );
  expect(zoomLevels.map(({ reductionLevel }) => reductionLevel)).toEqual([
    10, 40, 160, 640, 2560, 10240, 40960,
  ]);

  const exact = await bigWig.getFeaturesAsArrays('a', 0, 400_000, { scale: 1 });
  const read = new Float32Array(values.length).fill(NaN);
  for (const [index, base] of exact.starts.entries()) read[base - start] = exact.scores[index]!;
  expect(read).toEqual(values);

  for (const { reductionLevel } of zoomLevels) {
    const level = await bigWig.getFeaturesAsArrays('a', 0, 400_000, {
      basesPerSpan: reductionLevel,
    });
    if (!level.isSummary) throw new Error('not a zoom level');
    const windows = Math.ceil((end - start) / reductionLevel);
    expect(level.starts.length).toBeGreaterThan(windows * 0.95);
    expect(level.starts.length).toBeLessThanOrEqual(windows + 1);
    for (const [index, from] of level.starts.entries()) {
      const to: number = level.ends[index]!;
      expect(Math.floor(from / reductionLevel)).toBe(Math.floor((to - 1) / reductionLevel));
      const { mean, min, max } = naive(values, from, to);
      if (level.minScores[index] !== min || level.maxScores[index] !== max)
        expect.fail(`extremes of ${from}-${to} at ${reductionLevel}`);
      if (Math.abs(level.scores[index]! - mean) > 1e-5)
        expect.fail(`mean of ${from}-${to} at ${reductionLevel}`);
    }
  }
});

test.skipIf(!pythonHas('pyBigWig'))(
  'pyBigWig reads the same values, and the same statistics from zoom levels as from the values',
  async () => {
    const predictions = perBase();
    const values = predictions[0]!.tracks[0]!.values;
    const { path } = await written(predictions);
    const script = `
import json, pyBigWig, sys
bw = pyBigWig.open(sys.argv[1])
windows = json.loads(sys.argv[2])
kinds = ["mean", "min", "max", "coverage", "std"]
def stats(a, b, exact):
    return [bw.stats("a", a, b, type=kind, exact=exact)[0] for kind in kinds]
print(json.dumps({
    "chroms": bw.chroms(), "header": bw.header(),
    "intervals": bw.intervals("a", 12345, 12400), "other": bw.intervals("b", 4990, 5000),
    "count": len(bw.intervals("a")),
    "zoomed": [stats(a, b, False) for a, b in windows],
    "exact": [stats(a, b, True) for a, b in windows],
}))`;
    const windows = [
      [20_480, 40_960],
      [102_400, 204_800],
      [13_000, 13_999],
      [12_345, 312_345],
      [81_920, 122_880],
    ];
    const read = python(script, path, JSON.stringify(windows)) as {
      chroms: Record<string, number>;
      header: Record<string, number>;
      intervals: [number, number, number][];
      other: [number, number, number][];
      count: number;
      zoomed: number[][];
      exact: number[][];
    };
    expect(read.chroms).toEqual({ a: 400_000, b: 5_000 });
    expect(read.header).toMatchObject({ version: 4, nLevels: 7 });
    expect(read.count).toBe(values.filter(Number.isFinite).length);
    const rows = Array.from(values.subarray(0, 55), (value, i) => [
      start + i,
      start + i + 1,
      value,
    ]);
    expect(read.intervals).toEqual(rows.filter((row) => Number.isFinite(row[2])));
    expect(read.other.at(-1)!.slice(0, 2)).toEqual([4_999, 5_000]);
    for (const [index, [from, to]] of windows.entries()) {
      const { mean, min, max, bases } = naive(values, from!, to!);
      const expected = [mean, min, max, bases / (to! - from!)];
      for (const [kind, value] of expected.entries()) {
        expect(read.exact[index]![kind]).toBeCloseTo(value, 5);
        // A window that cuts a record at its edge takes the record's share of it.
        expect(Math.abs(read.zoomed[index]![kind]! - value)).toBeLessThan(0.02);
      }
      expect(Math.abs(read.zoomed[index]![4]! - read.exact[index]![4]!)).toBeLessThan(0.02);
    }
  },
);
