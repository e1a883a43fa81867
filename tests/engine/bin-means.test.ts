import { describe, expect, it } from 'vitest';
import { BinMeans } from '../../src-main/engine/recurrent/heads/bin-means.ts';
import type { TracksOutput } from '../../src-main/model/index.ts';
import { sameBits } from '../support/compare.ts';
import { Random } from '../support/random.ts';

const tracks = 3;
const length = 205;
const bias = Float32Array.of(-0.3, 0, 1.7);
const random = new Random(8);
const values = Float32Array.from({ length: length * tracks }, () => random.between(-4, 4));

const output = (bin: number): TracksOutput => ({
  ...{ kind: 'tracks', bin, pool: 'mean', weight: 'w', bias: 'b', activation: 'sigmoid' },
  tracks: Array.from({ length: tracks }, (_, i) => ({
    ...{ id: `track-${i}`, label: 'Track', unit: 'probability', role: 'promoter' as const },
    color: '#000000',
  })),
});

/** What each chunk completes. */
function pieces(bin: number, start: number, chunk: number) {
  const means = new BinMeans(output(bin), bias, { start, end: start + length });
  return Array.from({ length: Math.ceil(length / chunk) }, (_, k) => {
    const from = k * chunk;
    const end = Math.min(length, from + chunk);
    return { end: start + end, ...means.add(from, values.subarray(from * tracks, end * tracks)) };
  });
}

describe.each([
  { start: 1000, bin: 10, first: 100, count: 20 },
  { start: 1003, bin: 10, first: 101, count: 19 },
  { start: 1006, bin: 10, first: 101, count: 20 },
  { start: 7, bin: 1, first: 7, count: 205 },
  { start: 130, bin: 128, first: 2, count: 0 },
  { start: 1, bin: 1000, first: 1, count: 0 },
])('bins of $bin bp from base $start on', ({ start, bin, first, count }) => {
  const [whole] = pieces(bin, start, length);

  it('all come with a chunk that holds everything', () => {
    expect(whole!.first).toBe(first);
    expect(whole!.values.map((track) => track.length)).toEqual([count, count, count]);
  });

  it.each([1, 7, 10, 64, 100, 204])(
    'come once, in order, bit for bit, by chunks of %d',
    (chunk) => {
      const found = whole!.values.map((track) => new Float32Array(track.length).fill(NaN));
      let next = first;
      for (const piece of pieces(bin, start, chunk)) {
        expect(piece.first).toBe(next);
        next += piece.values[0]!.length;
        // All that the bases so far complete, and no more.
        expect(next).toBe(Math.max(first, Math.min(first + count, Math.floor(piece.end / bin))));
        piece.values.forEach((track, i) => found[i]!.set(track, piece.first - first));
      }
      expect(next).toBe(first + count);
      found.forEach((track, i) => expect(sameBits(track, whole!.values[i]!)).toBe(true));
    },
  );
});

it('a bin is the mean of its bases, with bias and activation', () => {
  const [whole] = pieces(10, 1003, length);
  for (let track = 0; track < tracks; track++) {
    const bases = Array.from({ length: 10 }, (_, i) => values[(7 + i) * tracks + track]!);
    const mean = bases.reduce((sum, value) => sum + value, 0) / 10;
    expect(whole!.values[track]![0]).toBeCloseTo(1 / (1 + Math.exp(-mean - bias[track]!)), 6);
  }
});
