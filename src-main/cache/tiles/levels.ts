import { defined } from '../../contract/index.ts';
/**
 * Which bins a track has at each zoom level, and where a stretch of the contig lies among them.
 *
 * Level 0 is the track itself. A bin of level `k` is `fanOut ** k` bins of level 0 and starts at a
 * multiple of its own width, counted from base 0 of the contig: two runs that overlap have the same
 * bin borders, whatever base they start at. The first and last bin of a coarser level may therefore
 * reach past the track; they tell of the part that is there.
 */

/** Finer bins in a bin. Four keeps all coarser levels together as large as level 0, and a view at
 * the worst zoom reads four bins a pixel. */
export const fanOut = 4;

/** Bins in a tile. A screen is 1,000 to 4,000 pixels wide, so a view reads one to nine tiles of
 * 8 KiB (level 0) or 24 KiB before compression; below 2,048, compression and speed fall off. */
export const binsPerTile = 2048;

/** Where the values of a track lie on its contig. */
export interface TrackSpan {
  /** bp in a value. */
  readonly bin: number;
  /** First base, 0-based; a multiple of `bin`. */
  readonly start: number;
  /** Number of values. */
  readonly count: number;
}

/** The bins of one level of a track. */
export interface Level {
  readonly level: number;
  /** bp in a bin of this level. */
  readonly bin: number;
  /** Index of the first bin; bin 0 starts at base 0 of the contig. */
  readonly first: number;
  /** Number of bins. */
  readonly count: number;
}

/** Bins `[from, to)` of a level, counted from the level's first bin. */
export interface BinRange {
  readonly from: number;
  readonly to: number;
}

/** All levels of a track, finest first. The coarsest is the first that fits into one tile. */
export function levelsOf({ bin, start, count }: TrackSpan): Level[] {
  const levels = [{ level: 0, bin, first: start / bin, count }];
  for (let fine = defined(levels[0]); fine.count > binsPerTile; fine = defined(levels.at(-1))) {
    const first = Math.floor(fine.first / fanOut);
    const last = Math.floor((fine.first + fine.count - 1) / fanOut);
    const level = fine.level + 1;
    levels.push({ level, bin: fine.bin * fanOut, first, count: last - first + 1 });
  }
  return levels;
}

/** The coarsest level with bins no wider than a pixel, or else the finest. */
export function levelForZoom(levels: readonly Level[], bpPerPixel: number): Level {
  return levels.findLast((level) => level.bin <= bpPerPixel) ?? defined(levels[0]);
}

/** The bins that overlap `[start, end)` (bp, 0-based half-open), clipped to what the level has. */
export function overlap(level: Level, start: number, end: number): BinRange {
  const clip = (index: number) => Math.min(Math.max(index - level.first, 0), level.count);
  const from = clip(Math.floor(start / level.bin));
  const to = clip(Math.ceil(end / level.bin));
  return start < end ? { from, to } : { from, to: from };
}
