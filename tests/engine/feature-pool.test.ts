import { describe, expect, it } from 'vitest';
import type { EmbedRequest } from '../../src-main/engine/index.ts';
import { FeaturePool } from '../../src-main/engine/recurrent/heads/feature-pool.ts';
import { sameBits } from '../support/compare.ts';
import { Random } from '../support/random.ts';

const width = 3;
const length = 205;
const features = new Random(4).floats(length * width, 2);
const pools = ['mean', 'max', 'first', 'last', 'center'] as const;
// Sorted by start; some overlap, one holds others, and one ends before an earlier one does.
const starts = [0, 3, 3, 10, 60, 61, 128, 204];
const ends = [1, 100, 7, 11, 205, 62, 192, 205];
const ranges = (s = starts, e = ends): EmbedRequest['over'] => ({
  ...{ kind: 'ranges', starts: Int32Array.from(s), ends: Int32Array.from(e) },
});

function pooled(request: EmbedRequest, start: number, chunk: number) {
  const network = { d: width, hiddenWidth: 2 * width };
  const pool = new FeaturePool(request, network, { start, end: start + length });
  return Array.from({ length: Math.ceil(length / chunk) }, (_, k) => {
    const from = k * chunk;
    const to = Math.min(length, from + chunk);
    // What nobody wants must not be needed.
    const values = pool.wants(from, to) ? features.subarray(from * width, to * width) : undefined;
    return { to, ...pool.add(from, to - from, values) };
  });
}

describe.each(pools)('%s over ranges', (pool) => {
  const request: EmbedRequest = { features: 'averaged', pool, over: ranges() };
  const [whole] = pooled(request, 0, length);

  it('is what it says, of each feature by itself', () => {
    expect(whole!.first).toBe(0);
    expect(whole!.values).toHaveLength(starts.length * width);
    starts.forEach((start, i) => {
      const end = ends[i]!;
      for (let c = 0; c < width; c++) {
        const values = Array.from(
          { length: end - start },
          (_, t) => features[(start + t) * width + c]!,
        );
        const expected = {
          mean: values.reduce((sum, value) => sum + value, 0) / values.length,
          max: Math.max(...values),
          first: values[0]!,
          last: values.at(-1)!,
          center: values[Math.floor(values.length / 2)]!,
        }[pool];
        expect(whole!.values[i * width + c]).toBeCloseTo(expected, 6);
      }
    });
  });

  it.each([1, 7, 64, 204])('comes in order, bit for bit, by chunks of %d', (chunk) => {
    const found = new Float32Array(whole!.values.length).fill(NaN);
    let next = 0;
    for (const piece of pooled(request, 0, chunk)) {
      expect(piece.first).toBe(next);
      found.set(piece.values, next * width);
      next += piece.values.length / width;
      // Nothing complete is held back, but for what stands behind a range that is not.
      expect(ends.findIndex((end) => end > piece.to)).toBe(next < ends.length ? next : -1);
    }
    expect(sameBits(found, whole!.values)).toBe(true);
  });
});

it('bins are aligned to the contig, and those cut by the ends are left out', () => {
  const over = { kind: 'bins', bp: 50 } as const;
  const [bins] = pooled({ features: 'averaged', pool: 'mean', over }, 1020, length);
  const [same] = pooled(
    { features: 'averaged', pool: 'mean', over: ranges([30, 80, 130], [80, 130, 180]) },
    1020,
    length,
  );
  expect(bins!.first).toBe(21);
  expect(sameBits(bins!.values, same!.values)).toBe(true);
});

it.each([
  { what: 'is empty', s: [5], e: [5] },
  { what: 'ends beyond the sequence', s: [5], e: [206] },
  { what: 'starts before the one in front', s: [5, 4], e: [9, 9] },
  { what: 'has no end', s: [5, 6], e: [9] },
])('a range that $what is refused', ({ s, e }) => {
  const request: EmbedRequest = { features: 'averaged', pool: 'mean', over: ranges(s, e) };
  expect(() => pooled(request, 0, length)).toThrow(/^range \d, /);
});
