import { defined, type TrackValues } from '../../contract/index.ts';
import { Damage } from '../damage.ts';
import { trackRow } from './find-rows.ts';
import { levelsOf, overlap, binsPerTile, type BinRange, type Level } from './levels.ts';
import type { Readable } from '../file/index.ts';
import { trackOfRow } from './run-rows.ts';
import { decodeTile } from './tile-codec.ts';

interface TileRow {
  readonly position: number;
  readonly data: unknown;
}

/**
 * The values of the bins that overlap `[start, end)`, clipped to what the run holds, bit for bit as they
 * were stored. The statements must see one state of the file.
 *
 * @throws {MegabaseError} `cache-missing`, `track-unknown`
 * @throws {Damage} as `readBins`
 */
export function readTrackValues(
  db: Readable,
  key: string,
  trackId: string,
  start: number,
  end: number,
): TrackValues {
  const row = trackRow(db, key, trackId);
  const level = defined(levelsOf(row)[0]);
  const range = overlap(level, start, end);
  const [values] = readBins(db, row.id, level, range);
  const first = (level.first + range.from) * level.bin;
  return { info: trackOfRow(row), start: first, values: defined(values) };
}

/**
 * The bins `[from, to)` of a level of a track, from the tiles that hold them and no other: one column
 * at level 0, else mean, min and max.
 *
 * @throws {Damage} where a tile is missing or does not decode
 */
export function readBins(
  db: Readable,
  track: number,
  level: Level,
  { from, to }: BinRange,
): Float32Array[] {
  const width = level.level === 0 ? 1 : 3;
  const firstTile = Math.floor(from / binsPerTile);
  const endTile = from < to ? Math.ceil(to / binsPerTile) : firstTile;
  const rows = db
    .prepare<unknown[], TileRow>(
      `SELECT position, data FROM tiles
       WHERE track = ? AND level = ? AND position >= ? AND position < ? ORDER BY position`,
    )
    .all(track, level.level, firstTile, endTile);
  if (rows.length !== endTile - firstTile) {
    throw new Damage(
      `Level ${level.level} of track ${track} has ${rows.length} of its tiles ` +
        `${firstTile} to ${endTile - 1}; expected ${endTile - firstTile}.`,
    );
  }

  const columns = Array.from({ length: width }, () => new Float32Array(to - from));
  for (const { position, data } of rows) {
    const start = position * binsPerTile;
    const length = Math.min(binsPerTile, level.count - start);
    for (const [i, column] of decodeTile(data, width, length).entries()) {
      const wanted = column.subarray(Math.max(from - start, 0), to - start);
      defined(columns[i]).set(wanted, Math.max(start - from, 0));
    }
  }
  return columns;
}
