import { describe, expect, it } from 'vitest';
import type { PassProgress } from '../../src-main/contract/index.ts';
import { GenomeTiles } from '../../src-main/analysis/variants/sources/genome-tiles.ts';
import {
  sequenceParts,
  tileForm,
  type GraphManifest,
  type Manifest,
} from '../../src-main/model/index.ts';
import { changedTiles } from '../../src-main/engine/tiled/changed-tiles.ts';
import { planGrid } from '../../src-main/engine/tiled/plan-tiles.ts';
import { Random } from '../support/random.ts';
import { ProgressEstimator } from '../../src-main/analysis/variants/tiles/progress-estimator.ts';

const contigs = [
  { name: 'long', length: 2_300_005 },
  { name: 'short', length: 500 },
];

/** A model with a state, of some useful context, in bins of `bin`. */
function network(usefulContext: number, bin: number): Manifest {
  const track = { id: 'a', label: 'A', unit: 'x', color: '#000000' };
  const form = {
    kind: 'tracks',
    pool: 'mean',
    weight: 'w',
    bias: 'b',
    activation: 'none',
  } as const;
  return {
    formatVersion: 1,
    ...{ id: 'a', name: 'A', version: '1', family: 'hawk', license: 'CC0-1.0' },
    usefulContext,
    outputs: [{ ...form, bin, tracks: [track] }],
  };
}

/** A graph whose tiles have 1,000 bp in their centre and as many on either side. */
const graph: Manifest = {
  ...network(1, 1),
  family: 'onnx',
  usefulContext: undefined,
  tiling: { length: 3_000, centre: 1_000 },
};

describe('the tiles that are read as one', () => {
  it('are tiles of a contig with half of the useful context on either side', () => {
    const tiles = new GenomeTiles(contigs, network(2000, 128), {});
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
    const tiles = new GenomeTiles(contigs, network(2000, 128), {});
    expect(tiles.at('long', 2_300_005).interval.end).toBe(2_300_005);
    expect(tiles.at('short', 0).interval).toEqual({ contig: 'short', start: 0, end: 500 });
  });

  it('are the region that was named, with its flank', () => {
    const region = { contig: 'long', start: 5000, end: 6000 };
    const tiles = new GenomeTiles(contigs, network(2000, 10), { region, flank: 100 });
    const interval = { contig: 'long', start: 4900, end: 6100 };
    expect(tiles.at('long', 5500)).toEqual({ region, interval });
  });
});

describe('of a graph that reads in tiles of its own', () => {
  it('have values as far round a variant as is asked for', () => {
    const region = { contig: 'long', start: 1_234_567, end: 1_234_568 };
    const tiles = new GenomeTiles(contigs, graph, { region, reach: 50_000 });
    const { interval, valued } = tiles.at('long', 0);
    expect(interval.start + valued![0]!.start).toBeLessThanOrEqual(region.start - 60_000);
    expect(interval.start + valued![0]!.end).toBeGreaterThanOrEqual(region.end + 60_000);
  });

  it('lie on one grid, whatever region is named', () => {
    const everywhere = new GenomeTiles(contigs, graph, {}).at('long', 1_500_000);
    expect(everywhere.region).toEqual({ contig: 'long', start: 1_000_000, end: 2_000_000 });
    const region = { contig: 'long', start: 1_234_567, end: 1_234_568 };
    for (const { interval, valued } of [
      everywhere,
      new GenomeTiles(contigs, graph, { region }).at('long', 0),
    ]) {
      // What needs values begins on the grid, and what is read a margin before.
      expect((interval.start + valued![0]!.start) % 1_000).toBe(0);
      expect(valued![0]!.start).toBe(1_000);
    }
  });

  it('hold all that is read of an edited sequence, and so do the parts that it is stored by', () => {
    const tiling = { length: 24_000, centre: 12_000 };
    const wide = { ...graph, tiling } as unknown as GraphManifest;
    const form = tileForm(wide);
    const random = new Random(7);
    const all = Uint8Array.from({ length: 150_000 }, () => 1 + random.below(4));
    // No tile behind its own reads any of it.
    const at = 50_000;
    const region = { contig: 'long', start: 50_000, end: 60_000 };
    const [contig] = [{ name: 'long', length: all.length }];
    const { interval, valued } = new GenomeTiles([contig], wide, { region }).at('long', at);
    for (const edit of [
      { start: at, end: at + 3_000, tokens: new Uint8Array() },
      { start: at, end: at, tokens: all.slice(0, 3_000) },
    ]) {
      const here = valued!.map(({ start, end }) => {
        return { start: start + interval.start, end: end + interval.start };
      });
      const [part] = sequenceParts(
        wide,
        { start: 0, length: all.length, valued: here[0]! },
        [{ ...edit, isIndel: true }],
        { whole: false },
      );
      const read = ({ start, end }: { start: number; end: number }) => {
        const tokens = all.subarray(start, end);
        const own = here.map((one) => ({ start: one.start - start, end: one.end - start }));
        const plan = planGrid(wide, { tokens, start, valued: own });
        const moved = { ...edit, start: edit.start - start, end: edit.end - start };
        return changedTiles(form, plan, { tokens, start }, [moved])
          .tiles.filter(({ tile }) => tile.from + start < part!.valued!.end)
          .map((tile) => Buffer.from(tile.tokens).toString('latin1'));
      };
      const whole = read({ start: 0, end: all.length });
      expect(whole.length).toBeGreaterThan(0);
      expect(read(interval)).toEqual(whole);
      expect(read(part!)).toEqual(whole);
    }
  });

  it('need their margin: less is refused with the numbers', () => {
    const region = { contig: 'long', start: 5_000, end: 6_000 };
    const tiles = new GenomeTiles(contigs, graph, { region, flank: 999 });
    expect(() => tiles.at('long', 5_500)).toThrow(
      'A flank of 999 bp is too short for A: its tiles of 3,000 bp need 1,000 bp on either side',
    );
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
    // The tile is read in six seconds; a quarter then takes four, and a half is left, half a tile.
    now = 11_000;
    expect(estimator.estimate({ ...progress, fraction: 0 }).secondsLeft).toBeUndefined();
    now = 15_000;
    expect(estimator.estimate(progress)).toMatchObject({ fraction: 0.5, secondsLeft: 8 + 3 });
    now = 19_000;
    estimator.endTile();
    estimator.startTile({ from: 0.75, to: 1 });
    estimator.startComputing();
    now = 20_000;
    // Of six seconds for the tile, five, and the variants of a quarter of the source.
    expect(estimator.estimate({ ...progress, stage: 'layers' })).toMatchObject({
      fraction: 0.75,
      secondsLeft: 5 + 4,
    });
    now = 27_000;
    expect(estimator.estimate({ ...progress, fraction: 0 })).toMatchObject({
      fraction: 0.75,
      secondsLeft: 4,
    });
  });

  it('is that of the tile where nobody knows how long the source is', () => {
    const estimator = new ProgressEstimator(() => 0);
    estimator.startTile(undefined);
    estimator.startComputing();
    expect(estimator.estimate(progress)).toEqual(progress);
  });
});
