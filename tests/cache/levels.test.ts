import { describe, expect, it } from 'vitest';
import { PredictionCache, viewValues } from '../../src-main/cache/index.ts';
import { levelForZoom, levelsOf, overlap } from '../../src-main/cache/tiles/levels.ts';
import { naiveView } from './naive-view.ts';
import { makeFolder, makeRun, randomTrack, sameBits, seeded, whole } from './support.ts';

describe('the levels of a track', () => {
  it('are aligned to base 0, whatever base the track starts at', () => {
    expect(levelsOf({ bin: 2, start: 14, count: 8_190 })).toEqual([
      { level: 0, bin: 2, first: 7, count: 8_190 },
      { level: 1, bin: 8, first: 1, count: 2_049 },
      { level: 2, bin: 32, first: 0, count: 513 },
    ]);
  });

  it('end with the first that fits into one tile', () => {
    expect(levelsOf({ bin: 1, start: 0, count: 2_048 })).toHaveLength(1);
    expect(levelsOf({ bin: 1, start: 0, count: 2_049 })).toHaveLength(2);
    expect(levelsOf({ bin: 1, start: 5, count: 0 })).toHaveLength(1);
  });

  it('are chosen as coarse as a pixel allows', () => {
    const levels = levelsOf({ bin: 8, start: 0, count: 200_000 });
    const chosen = [0.1, 8, 31.9, 32, 127, 128, 1e9].map((bpp) => levelForZoom(levels, bpp).bin);
    expect(chosen).toEqual([8, 8, 8, 32, 32, 128, 2_048]);
  });

  it('are clipped to the track, and empty beside it', () => {
    const level = { level: 0, bin: 10, first: 5, count: 10 };
    expect(overlap(level, 0, 1_000)).toEqual({ from: 0, to: 10 });
    expect(overlap(level, 69, 71)).toEqual({ from: 1, to: 3 });
    expect(overlap(level, 70, 70)).toEqual({ from: 2, to: 2 });
    expect(overlap(level, 0, 50)).toEqual({ from: 0, to: 0 });
    expect(overlap(level, 150, 200)).toEqual({ from: 10, to: 10 });
  });
});

describe('a view', () => {
  it('agrees at every level with the values themselves', () => {
    const cache = PredictionCache.open(makeFolder());
    const random = seeded(21);
    for (let i = 0; i < 8; i++) {
      const track = randomTrack(random, 't', [40_000, 9_000][i] ?? whole(random, 1, 30_000));
      track.values.fill(NaN, 5_000, 7_100);
      const key = `run ${i}`;
      cache.storeRun(makeRun(key), [track]);
      const end = track.start + track.values.length * track.info.bin;
      for (const { bin } of levelsOf({ ...track.info, ...track, count: track.values.length })) {
        for (let j = 0; j < 6; j++) {
          const from = j === 0 ? 0 : whole(random, 0, end);
          const to = j === 0 ? end : whole(random, from + 1, end + 1);
          const view = cache.readView(key, 't', from, to, bin * (1 + 2.9 * random()));
          const expected = naiveView(track, from, to, bin);
          const where = `${key} bin ${bin} [${from}, ${to})`;
          expect(view.mean, where).toHaveLength(expected.mean.length);
          if (expected.mean.length === 0) continue;
          expect([view.bin, view.start], where).toEqual([expected.bin, expected.start]);
          expect(sameBits(view.min, expected.min), where).toBe(true);
          expect(sameBits(view.max, expected.max), where).toBe(true);
          expect(farthest(view.mean, expected.mean), where).toBeLessThan(1e-6);
        }
      }
    }
    cache.close();
  });

  it('of values that are not stored is what the cache would answer', () => {
    const cache = PredictionCache.open(makeFolder());
    const random = seeded(22);
    for (const count of [40_000, 2_048, 300, 0]) {
      const track = randomTrack(random, 't', count);
      track.values.fill(NaN, 150, 1_900);
      const key = `run ${count}`;
      cache.storeRun(makeRun(key), [track]);
      const end = track.start + (track.values.length + 3) * track.info.bin;
      for (let i = 0; i < 60; i++) {
        const from = i === 0 ? 0 : whole(random, 0, end);
        const to = i === 0 ? end : whole(random, from, end + 1);
        const bpPerPixel = track.info.bin * 4 ** (random() * 6 - 1);
        const stored = cache.readView(key, 't', from, to, bpPerPixel);
        const view = viewValues(track, from, to, bpPerPixel);
        const where = `${key} [${from}, ${to}) at ${bpPerPixel}`;
        expect([view.start, view.bin], where).toEqual([stored.start, stored.bin]);
        for (const column of ['mean', 'min', 'max'] as const) {
          expect(sameBits(view[column], stored[column]), where).toBe(true);
        }
      }
    }
    cache.close();
  });

  it('is the exact values where a pixel is narrower than a bin', () => {
    const cache = PredictionCache.open(makeFolder());
    const track = randomTrack(seeded(4), 't', 5_000);
    cache.storeRun(makeRun('k'), [track]);
    const { mean, min, max, bin } = cache.readView('k', 't', 0, 1e7, 0.01);
    expect(bin).toBe(track.info.bin);
    expect([mean, min, max].every((column) => sameBits(column, track.values))).toBe(true);
    cache.close();
  });

  it('has NaN exactly where a bin has no value', () => {
    const cache = PredictionCache.open(makeFolder());
    const info = { id: 't', label: 't', unit: 'bits', color: '#000000', bin: 1 };
    const values = new Float32Array(4_096).fill(NaN);
    values[5] = -Infinity;
    values[6] = 2;
    cache.storeRun(makeRun('k'), [{ info, start: 2, values }]);
    const { start, min, max } = cache.readView('k', 't', 0, 100, 4);
    expect([start, ...min.subarray(0, 4)]).toEqual([0, NaN, -Infinity, 2, NaN]);
    expect([...max.subarray(0, 4)]).toEqual([NaN, -Infinity, 2, NaN]);
    cache.close();
  });
});

/** Largest difference; infinite where one has NaN and the other has not. */
function farthest(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => {
    if (Number.isNaN(value) !== Number.isNaN(b[i]!)) return Infinity;
    return Number.isNaN(value) ? most : Math.max(most, Math.abs(value - b[i]!));
  }, 0);
}
