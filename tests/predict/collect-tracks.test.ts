import { describe, expect, it } from 'vitest';
import type { Reply } from '../../src-main/engine/index.ts';
import { readModelPackage } from '../../src-main/model/index.ts';
import { cutTrack, TrackCollector } from '../../src-main/analysis/run/collect-tracks.ts';
import { referenceModels } from '../support/paths.ts';

const { manifest } = readModelPackage(referenceModels['hawk-tutorial']);
const interval = { start: 1000, end: 1600 };

function likelihood(start: number, tokens: number, scale = 1): Reply {
  const values = (factor: number) =>
    Float32Array.from({ length: tokens }, (_, i) => scale * factor * (start + i));
  return {
    kind: 'likelihood',
    start,
    logLikelihood: values(-1),
    entropy: values(1),
    information: values(2),
  };
}

/** Four tracks of four whole bins: 1024 to 1536. */
const fourBins = [0, 10, 20, 30].map((from) =>
  Float32Array.from([from, from + 1, from + 2, from + 3]),
);
const tracks = { kind: 'tracks', pieces: [{ first: 8, values: fourBins }] } as const;

const collected = (replies: readonly Reply[]) => {
  const collector = new TrackCollector(manifest, interval);
  for (const reply of replies) collector.take(reply);
  return collector.tracks();
};
/** Made anew: what was collected is given back. */
const replies = () => [likelihood(0, 250), likelihood(250, 250), likelihood(500, 100), tracks];

it('puts chunks where they belong, in bp of the contig', () => {
  const found = collected(replies());
  expect(found.map(({ info, start, values }) => [info.id, start, values.length])).toEqual([
    ['enhancer', 1024, 4],
    ['insulator', 1024, 4],
    ['promoter', 1024, 4],
    ['expression', 1024, 4],
    ['log_likelihood', 1000, 600],
    ['entropy', 1000, 600],
    ['information', 1000, 600],
  ]);
  expect([...found[2]!.values]).toEqual([20, 21, 22, 23]);
  expect([...found[5]!.values]).toEqual(Array.from({ length: 600 }, (_, i) => i));
});

it('knows what is final: values up to the last base that was told of, nothing behind', () => {
  const collector = new TrackCollector(manifest, interval);
  const shared = collector.tracks();
  expect(collector.end).toBe(1000);
  expect(shared.every(({ values }) => values.every(Number.isNaN))).toBe(true);
  const values = [0, 10, 20, 30].map((from) => Float32Array.of(from, from + 1));
  for (const reply of [
    { kind: 'tracks', pieces: [{ first: 8, values }] } as const,
    likelihood(0, 300),
  ]) {
    collector.take(reply);
  }
  expect(collector.end).toBe(1300);
  // The arrays that were handed out are filled.
  expect([...shared[2]!.values]).toEqual([20, 21, NaN, NaN]);
  expect(shared[5]!.values.findIndex(Number.isNaN)).toBe(300);
  // A process that died begins its head again: what was final stays so.
  collector.take(likelihood(0, 100));
  expect(collector.end).toBe(1300);
});

it.each([
  [
    'again from the start, as after a restart',
    [likelihood(0, 250), likelihood(250, 250), ...replies()],
  ],
  ['cut otherwise', [likelihood(0, 400), likelihood(300, 300), tracks]],
  [
    'bin by bin',
    [
      ...replies().slice(0, 3),
      ...[0, 1, 2, 3].map((bin): Reply => ({
        kind: 'tracks',
        pieces: [{ first: 8 + bin, values: fourBins.map((track) => track.subarray(bin, bin + 1)) }],
      })),
    ],
  ],
  ['in another order', [tracks, ...replies().slice(0, 3).reverse()]],
  ['twice', [...replies(), ...replies()]],
])('the same values, sent %s, give the same tracks', (_, sent) => {
  expect(collected(sent)).toEqual(collected(replies()));
});

it('the later value counts, where a restart on another provider computes it anew', () => {
  const [, , , , , entropy] = collected([likelihood(0, 600, 3), ...replies()]);
  expect([...entropy!.values]).toEqual(Array.from({ length: 600 }, (_, i) => i));
});

describe('a track is cut', () => {
  const info = { id: 'x', label: 'x', unit: 'bits', color: '#000000', bin: 10 };
  const track = { info, start: 50, values: Float32Array.from([5, 6, 7, 8]) };
  it.each([
    [0, 1000, 50, [5, 6, 7, 8]],
    [60, 80, 60, [6, 7]],
    [61, 79, 60, [6, 7]],
    [59, 81, 50, [5, 6, 7, 8]],
    [65, 66, 60, [6]],
    [85, 95, 80, [8]],
    [90, 95, 90, []],
    [0, 40, 50, []],
  ])('to the bins that overlap [%d, %d)', (from, to, start, values) => {
    const cut = cutTrack(track, from, to);
    expect({ start: cut.start, values: [...cut.values] }).toEqual({ start, values });
  });
});
