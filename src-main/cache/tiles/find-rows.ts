import { MegabaseError } from '../../contract/index.ts';
import { prepared, type Readable } from '../file/index.ts';
import { expectSpan, type RunRow, type TrackRow } from './run-rows.ts';

/** The row of a run, or undefined where the cache does not have it. */
export function findRunRow(db: Readable, key: string): (RunRow & { id: number }) | undefined {
  const sql = 'SELECT * FROM runs WHERE key = ?';
  return prepared<[string], RunRow & { id: number }>(db, sql).get(key);
}

/**
 * The tracks of a run, in their order.
 *
 * @throws {MegabaseError} `cache-missing` where the cache does not have the run
 */
export function trackRows(db: Readable, key: string): TrackRow[] {
  const run = findRunRow(db, key);
  if (run === undefined) {
    throw new MegabaseError('cache-missing', `The cache ${db.name} does not hold the run ${key}.`);
  }
  return db
    .prepare<[number], TrackRow>('SELECT * FROM tracks WHERE run = ? ORDER BY position')
    .all(run.id)
    .map(expectSpan);
}

/**
 * One track of a run.
 *
 * @throws {MegabaseError} `cache-missing` or `track-unknown`
 */
export function trackRow(db: Readable, key: string, trackId: string): TrackRow {
  const rows = trackRows(db, key);
  const row = rows.find(({ name }) => name === trackId);
  if (row !== undefined) return row;
  throw new MegabaseError(
    'track-unknown',
    `The run ${key} has no track "${trackId}"; it has: ${rows.map(({ name }) => name).join(', ')}.`,
  );
}
