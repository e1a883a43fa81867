import type { Database } from 'better-sqlite3';
import { defined, type RunInfo, type TrackValues } from '../../contract/index.ts';
import { ifPossible } from '../cache-error.ts';
import type { EncodedRun, EncodedTile, EncodedTrack } from './encoded-run.ts';
import { findRunRow } from './find-rows.ts';
import { levelsOf, binsPerTile, type Level } from './levels.ts';
import { summarize } from './pyramid.ts';
import { prepared } from '../file/index.ts';
import { rowOfRun } from './run-rows.ts';
import { encodeTile } from './tile-codec.ts';

/** @throws {Error} where a run cannot be stored as it is: a mistake in the program */
export function checkRun(run: RunInfo, tracks: readonly TrackValues[]): void {
  const ids = new Set(tracks.map(({ info }) => info.id));
  if (ids.size < tracks.length) throw new Error(`Run ${run.key} has two tracks of one id.`);
  for (const [name, value] of Object.entries(run.settings)) {
    // JSON would make null of it.
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new Error(`Run ${run.key}: setting ${name} is ${value}.`);
    }
  }
  for (const { info, start } of tracks) {
    const { id, bin } = info;
    if (!Number.isSafeInteger(bin) || bin < 1) {
      throw new Error(`Track ${id}: its bin is ${bin} bp.`);
    }
    if (!Number.isSafeInteger(start) || start < 0 || start % bin !== 0) {
      throw new Error(`Track ${id}: start ${start} is not a multiple of its bin, ${bin} bp.`);
    }
  }
}

/**
 * All tiles of a track, all levels.
 *
 * They are made before the write lock is taken, so that another process waits for the writing
 * (0.1 s for three million values) and not for the compression (ten times that). They take at most
 * 8 bytes a value, little beside what the pass itself held.
 *
 * The values are as `checkRun` wants them.
 */
export function encodeTrack({ info, start, values }: TrackValues): EncodedTrack {
  const span = { bin: info.bin, start, count: values.length };
  const levels = levelsOf(span);
  const tiles = [...tilesOf(defined(levels[0]), [values])];
  for (const { level, summary } of summarize(values, levels)) {
    tiles.push(...tilesOf(level, [summary.mean, summary.min, summary.max]));
  }
  return { info, span, tiles };
}

/**
 * Writes runs with all their tiles, or nothing; nothing of those whose key is there already.
 *
 * The log is moved into the database at once. Otherwise a run that fills the disk would leave its
 * remains in a log that can be neither moved nor cut off for want of room.
 */
export function storeWhole(db: Database, runs: readonly EncodedRun[], lastUsedAt: number): void {
  const store = db.transaction(() => {
    for (const { run, tracks } of runs) {
      if (findRunRow(db, run.key) === undefined) insertRun(db, run, tracks, lastUsedAt);
    }
  });
  try {
    store.immediate();
  } catch (error) {
    ifPossible(() => db.pragma('wal_checkpoint(TRUNCATE)'));
    throw error;
  }
  ifPossible(() => db.pragma('wal_checkpoint(PASSIVE)'));
}

function insertRun(
  db: Database,
  run: RunInfo,
  tracks: readonly EncodedTrack[],
  lastUsedAt: number,
): void {
  const tiles = tracks.flatMap((track) => track.tiles);
  const bytes = tiles.reduce((sum, tile) => sum + tile.data.length, 0);
  const id = insert(db, 'runs', {
    ...rowOfRun(run),
    tiles: tiles.length,
    bytes,
    last_used_at: lastUsedAt,
  });
  for (const [position, track] of tracks.entries()) insertTrack(db, id, position, track);
}

function insertTrack(db: Database, run: number, position: number, track: EncodedTrack): void {
  const { id, label, unit, role = null, color } = track.info;
  const row = { run, position, name: id, label, unit, role, color, ...track.span };
  const trackId = insert(db, 'tracks', row);
  const tile = prepared<[number, number, number, Buffer]>(
    db,
    'INSERT INTO tiles (track, level, position, data) VALUES (?, ?, ?, ?)',
  );
  for (const { level, position, data } of track.tiles) tile.run(trackId, level, position, data);
}

/** Inserts one row, named by its columns; returns its id. */
function insert(db: Database, table: string, row: object): number {
  const names = Object.keys(row);
  const values = names.map((name) => `@${name}`);
  const sql = `INSERT INTO ${table} (${names.join(', ')}) VALUES (${values.join(', ')})`;
  return Number(prepared<object>(db, sql).run(row).lastInsertRowid);
}

function* tilesOf(level: Level, columns: readonly Float32Array[]): Generator<EncodedTile> {
  for (let at = 0; at < level.count; at += binsPerTile) {
    const data = encodeTile(columns.map((column) => column.subarray(at, at + binsPerTile)));
    yield { level: level.level, position: at / binsPerTile, data };
  }
}
