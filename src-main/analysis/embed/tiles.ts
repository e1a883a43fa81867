import type { Contig, Region } from '../../contract/index.ts';
import { contextInterval } from '../../sequence/index.ts';

/** Longest region that is read as one, bp; longer ones are cut into tiles. */
export const maxTileLength = 1_000_000;

/** A part of a region and all that is read for it. */
interface Tile {
  readonly region: Region;
  readonly interval: Region;
}

/** What is read for a region: all of it with its flanks, or tiles whose borders are those of bins. */
export function embedTiles(
  region: Region,
  contig: Contig,
  options: {
    readonly flank: number | undefined;
    readonly useful: number | undefined;
    readonly bin: number;
  },
): Tile[] {
  if (region.end - region.start <= maxTileLength) {
    return [{ region, interval: contextInterval(region, contig, options) }];
  }
  const { bin, useful, flank = Math.ceil((useful ?? 0) / 2) } = options;
  const step = Math.max(1, Math.floor(maxTileLength / bin)) * bin;
  const tiles: Tile[] = [];
  for (let start = Math.ceil(region.start / bin) * bin; start < region.end; start += step) {
    const tile = { ...region, start, end: Math.min(region.end, start + step) };
    tiles.push({ region: tile, interval: contextInterval(tile, contig, { flank, bin }) });
  }
  return tiles;
}
