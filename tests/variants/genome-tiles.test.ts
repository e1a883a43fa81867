import { describe, expect, it } from 'vitest';
import type { PassProgress } from '../../src-main/contract/index.ts';
import { GenomeTiles } from '../../src-main/analysis/variants/genome-tiles.ts';
import { ProgressEstimator } from '../../src-main/analysis/variants/progress-estimator.ts';

const contigs = [
  { name: 'long', length: 2_300_005 },
  { name: 'short', length: 500 },
];

describe('the tiles that are read as one', () => {
  it('are tiles of a contig with half of the useful context on either side', () => {
    const tiles = new GenomeTiles(contigs, { useful: 2000, bin: 128 });
    const { region, interval } = tiles.at('long', 1_000_000);
    expect(region).toEqual({ contig: 'long', start: 1_000_000, end: 2_000_000 });
    expect(interval.start % 128).toBe(0);
    expect(1_000_000 - interval.start).toBeGreaterThanOrEqual(1000);
    expect(interval.end - 2_000_000).toBeGreaterThanOrEqual(1000);
    expect(interval.end - 2_000_000).toBeLessThan(1000 + 128);
    // Any base of a tile asks for the same interval, and so for the same values in the cache.
    for (const place of [1_000_001, 1_999_999]) {
      expect(tiles.at('long', place)).toEqual({ region, interval });
    }
    expect(tiles.at('long', 999_999).region.end).toBe(1_000_000);
  });

  it('end with the contig, behind whose last base something can be put in', () => {
    const tiles = new GenomeTiles(contigs, { useful: 2000, bin: 128 });
    expect(tiles.at('long', 2_300_005).interval.end).toBe(2_300_005);
    expect(tiles.at('short', 0).interval).toEqual({ contig: 'short', start: 0, end: 500 });
  });

  it('are the region that was named, with its flank', () => {
    const region = { contig: 'long', start: 5000, end: 6000 };
    const tiles = new GenomeTiles(contigs, { region, flank: 100, useful: 2000, bin: 10 });
    const interval = { contig: 'long', start: 4900, end: 6100 };
    expect(tiles.at('long', 5500)).toEqual({ region, interval });
  });
});

describe('the time left', () => {
  const progress: PassProgress = {
    stage: 'edits',
    layer: 1,
    layers: 2,
    direction: 'both',
    chunk: 1,
    chunks: 4,
    fraction: 0.5,
    secondsLeft: 7,
  };

  it('is told for the whole source, from what was computed alone', () => {
    let now = 0;
    const estimator = new ProgressEstimator(() => now);
    // A quarter came from the cache.
    estimator.startTile({ from: 0, to: 0.25 });
    estimator.endTile();
    now = 5000;
    estimator.startTile({ from: 0.25, to: 0.75 });
    estimator.startComputing();
    expect(estimator.estimate({ ...progress, stage: 'layers' }).secondsLeft).toBeUndefined();
    now = 15_000;
    // A quarter in ten seconds; a half is left.
    expect(estimator.estimate(progress)).toMatchObject({ fraction: 0.5, secondsLeft: 20 });
    now = 25_000;
    estimator.endTile();
    estimator.startTile({ from: 0.75, to: 1 });
    estimator.startComputing();
    expect(estimator.estimate({ ...progress, fraction: 0 })).toMatchObject({
      fraction: 0.75,
      secondsLeft: 10,
    });
  });

  it('is that of the tile where nobody knows how long the source is', () => {
    const estimator = new ProgressEstimator(() => 0);
    estimator.startTile(undefined);
    estimator.startComputing();
    expect(estimator.estimate(progress)).toEqual(progress);
  });
});
