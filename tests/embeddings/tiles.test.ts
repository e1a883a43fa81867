import { expect, it } from 'vitest';
import { embedTiles } from '../../src-main/analysis/embed/tiles.ts';

const contig = { name: 'chr1', length: 5_000_000 };
const region = (start: number, end: number) => ({ contig: 'chr1', start, end });

it('a region of up to a megabase is read with its flanks as one', () => {
  const tiles = embedTiles(region(1000, 1_001_000), contig, {
    ...{ flank: undefined, useful: 1_200_000, bin: 128 },
  });
  expect(tiles).toHaveLength(1);
  expect(tiles[0]!.interval).toEqual(region(0, 1_101_056));
});

it('a longer one is cut where bins end, each tile with half of the useful context beside it', () => {
  const tiles = embedTiles(region(1000, 2_500_000), contig, {
    ...{ flank: undefined, useful: 20_000, bin: 128 },
  });
  expect(tiles.map((tile) => tile.region)).toEqual([
    region(1024, 1_000_960),
    region(1_000_960, 2_000_896),
    region(2_000_896, 2_500_000),
  ]);
  expect(tiles.map((tile) => tile.interval)).toEqual([
    region(0, 1_011_072),
    region(990_848, 2_010_960 + 48),
    region(1_990_784, 2_510_080),
  ]);
});

it('a flank that was asked for is taken in place of the useful context', () => {
  const tiles = embedTiles(region(0, 2_000_000), contig, { flank: 0, useful: 20_000, bin: 100 });
  expect(tiles.map((tile) => tile.interval)).toEqual([
    region(0, 1_000_000),
    region(1_000_000, 2_000_000),
  ]);
});
