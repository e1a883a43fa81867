import SQLite, { type Database } from 'better-sqlite3';
import { MegabaseError } from '../../contract/index.ts';
import { Damage } from '../damage.ts';
import type { Readable } from './readable.ts';

/**
 * The steps from an empty file to the current schema; step `i` leads from version `i` to `i + 1`.
 * A step that was released is never changed: add another one.
 */
export const migrations: readonly string[] = [
  `CREATE TABLE runs (
     id INTEGER PRIMARY KEY,
     key TEXT NOT NULL UNIQUE,
     model_id TEXT NOT NULL,
     model_name TEXT NOT NULL,
     model_version TEXT NOT NULL,
     model_family TEXT NOT NULL,
     model_hash TEXT NOT NULL,
     contig TEXT NOT NULL,
     first_base INTEGER NOT NULL,       -- of the interval, 0-based
     end_base INTEGER NOT NULL,         -- one past its last base
     engine_version TEXT NOT NULL,
     provider TEXT NOT NULL,
     settings TEXT NOT NULL,            -- JSON object
     created_at TEXT NOT NULL,          -- ISO 8601, UTC
     seconds REAL NOT NULL,
     peak_bytes INTEGER NOT NULL,
     tiles INTEGER NOT NULL,            -- number of tiles of all tracks
     bytes INTEGER NOT NULL,            -- their compressed size
     last_used_at INTEGER NOT NULL      -- milliseconds since 1970, UTC
   ) STRICT;
   CREATE INDEX runs_by_use ON runs (last_used_at);

   CREATE TABLE tracks (
     id INTEGER PRIMARY KEY,
     run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
     position INTEGER NOT NULL,         -- order among the run's tracks, from 0
     name TEXT NOT NULL,                -- the track's id in its model
     label TEXT NOT NULL,
     unit TEXT NOT NULL,
     role TEXT,
     color TEXT NOT NULL,
     bin INTEGER NOT NULL,              -- bp
     start INTEGER NOT NULL,            -- first base of the first value, 0-based
     count INTEGER NOT NULL,            -- number of values
     UNIQUE (run, name)
   ) STRICT;

   -- Not WITHOUT ROWID: with blobs of some 7 KB that made the file 5 % larger, reading 4 times slower.
   CREATE TABLE tiles (
     track INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
     level INTEGER NOT NULL,
     position INTEGER NOT NULL,         -- from 0, at the level's first bin
     data BLOB NOT NULL,
     PRIMARY KEY (track, level, position)
   ) STRICT;`,
  `-- What changed sequences were found to change. A run's own values need not be here.
   CREATE TABLE edits (
     id INTEGER PRIMARY KEY,
     run TEXT NOT NULL,                 -- key of the run of the unchanged sequence
     key TEXT NOT NULL,                 -- what was changed, and how exactly it was computed
     info TEXT NOT NULL,                -- JSON object
     count INTEGER NOT NULL,            -- number of values
     data BLOB NOT NULL,                -- a tile of one column
     last_used_at INTEGER NOT NULL,     -- milliseconds since 1970, UTC
     UNIQUE (run, key)
   ) STRICT;
   CREATE INDEX edits_by_use ON edits (last_used_at);`,
  `-- Graphs for GPUs lost digits of softplus and of 1 - a^2 where memory is long: what a GPU computed before
   -- is computed anew.
   DELETE FROM edits WHERE run IN (SELECT key FROM runs WHERE provider <> 'cpu');
   DELETE FROM tiles WHERE track IN (
     SELECT tracks.id FROM tracks JOIN runs ON runs.id = tracks.run WHERE runs.provider <> 'cpu'
   );
   DELETE FROM tracks WHERE run IN (SELECT id FROM runs WHERE provider <> 'cpu');
   DELETE FROM runs WHERE provider <> 'cpu';`,
];

/** The version a cache has after all of `migrations`. */
export const schemaVersion = migrations.length;

/** The version of the schema in `db`; 0 where the file is new. */
export function versionOf(db: Readable): number {
  return Number(
    db.prepare<[], { user_version: number }>('PRAGMA user_version').get()?.user_version,
  );
}

/** @throws {MegabaseError} `cache-newer` where a later Megabase has made the file */
export function refuseNewer(db: Readable, known = schemaVersion): void {
  const version = versionOf(db);
  if (version <= known) return;
  throw new MegabaseError(
    'cache-newer',
    `The cache ${db.name} was made by a newer Megabase: its schema has version ${version}; ` +
      `this one knows versions up to ${known}.`,
  );
}

/** @throws {MegabaseError} `cache-older` where what cannot be written would have to be brought up to date */
export function refuseOlder(db: Readable): void {
  const version = versionOf(db);
  if (version >= schemaVersion) return;
  throw new MegabaseError(
    'cache-older',
    `The cache ${db.name} was made by an older Megabase: its schema has version ${version}; ` +
      `this one reads version ${schemaVersion}, and must not write there.`,
  );
}

/**
 * Takes `db` to the version after the last of `steps`, each step whole or not at all.
 *
 * Each takes the write lock before it reads the version: of two processes that open an old cache
 * at once, one migrates and the other finds it done.
 */
export function migrate(db: Database, steps: readonly string[] = migrations): void {
  const step = db.transaction(() => {
    const version = versionOf(db);
    const sql = steps[version];
    if (sql === undefined) return;
    db.exec(sql);
    db.pragma(`user_version = ${version + 1}`);
  });
  while (versionOf(db) < steps.length) step.immediate();
}

/**
 * Damage to a table's definition would show only later, as an SQL error that says nothing of damage.
 *
 * @throws {Damage} where the file says that it is current, but is not what `migrations` makes
 */
export function expectSchema(db: Readable): void {
  const fresh = new SQLite(':memory:');
  migrate(fresh);
  const expected = definitions(fresh);
  fresh.close();
  if (definitions(db) !== expected) throw new Damage('Its tables are not those of a cache.');
}

function definitions(db: Readable): string {
  return JSON.stringify(
    db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all(),
  );
}
