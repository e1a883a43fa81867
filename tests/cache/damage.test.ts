import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { PredictionCache } from '../../src-main/cache/index.ts';
import { CacheFile } from '../../src-main/cache/file/cache-file.ts';
import { Damage, isDamage } from '../../src-main/cache/damage.ts';
import { cacheError } from '../../src-main/cache/cache-error.ts';
import { damagedIn, databaseIn, makeFolder, plainRun, runOfKey } from './support.ts';
import { sameBits, sameTrack, seeded, thrownBy, whole } from './support.ts';

const values = new Float32Array(60_000).map(seeded(98));

function noiseOf(length: number, random = seeded(99)): Buffer {
  return Buffer.from(Uint8Array.from({ length }, () => random() * 256));
}

/** A closed cache with one run of 30 tiles and more. */
function storedFolder(): string {
  const folder = makeFolder();
  const cache = PredictionCache.open(folder);
  cache.storeRun(...plainRun('k', values));
  cache.close();
  return folder;
}

/** Opens and reads everything; what it reads of `values` must be right. */
function readAll(folder: string): void {
  const cache = PredictionCache.open(folder);
  try {
    for (const { key } of cache.listRuns()) {
      cache.findRun(key);
      for (const { id } of cache.tracksOf(key)) {
        const read = cache.readTrack(key, id, 0, 1e9).values;
        if (key === 'k') expect(sameBits(read, values)).toBe(true);
        for (const bpp of [4, 16, 64]) cache.readView(key, id, 0, 1e9, bpp);
      }
    }
  } finally {
    cache.close();
  }
}

/** Changes a closed cache's file. */
function edit(folder: string, change: (bytes: Buffer) => Buffer): void {
  writeFileSync(databaseIn(folder), change(readFileSync(databaseIn(folder))));
}

function sql(folder: string, text: string): void {
  const db = new Database(databaseIn(folder));
  db.unsafeMode();
  db.exec(text);
  db.close();
}

describe('a damaged cache is set aside whole, and the next use starts a new one', () => {
  const cases: [string, (folder: string) => void][] = [
    ['noise from the first byte on', (f) => edit(f, ({ length }) => noiseOf(length))],
    ['a text file', (f) => edit(f, () => Buffer.from('>chr1\n'.repeat(1_000)))],
    ['a file cut within its header', (f) => edit(f, (bytes) => bytes.subarray(0, 60))],
    ['a file cut in the middle', (f) => edit(f, (b) => b.subarray(0, b.length / 2))],
    ['a file cut within a page', (f) => edit(f, (b) => b.subarray(0, b.length - 5_000))],
    ['pages of noise', (f) => edit(f, (b) => (noiseOf(b.length / 2).copy(b, b.length / 4), b))],
    ['pages of zeros', (f) => edit(f, (b) => b.fill(0, 4_096, b.length / 2))],
    ['a page of tables overwritten', (f) => edit(f, (b) => (noiseOf(3_000).copy(b, 200), b))],
    ['a changed byte in a tile', (f) => sql(f, flip('level = 0 AND position = 3'))],
    ['a changed byte in a coarser tile', (f) => sql(f, flip('level = 2'))],
    ['a tile too short', (f) => sql(f, 'UPDATE tiles SET data = substr(data, 1, 900)')],
    ['a tile of another length', (f) => sql(f, swapped)],
    ['a tile that is missing', (f) => sql(f, 'DELETE FROM tiles WHERE level = 0 AND position = 9')],
    ['a table that is missing', (f) => sql(f, 'DROP TABLE tiles')],
    ['a table of other columns', (f) => sql(f, 'ALTER TABLE tracks RENAME COLUMN label TO name2')],
    ['a track that lies nowhere', (f) => sql(f, 'UPDATE tracks SET start = 7, bin = 4')],
    ['a track before its contig', (f) => sql(f, 'UPDATE tracks SET start = -5')],
    ['a track of impossible length', (f) => sql(f, 'UPDATE tracks SET count = 1 << 50')],
    ['settings that are no JSON', (f) => sql(f, `UPDATE runs SET settings = '{"masked'`)],
    ['a time that does not exist', (f) => sql(f, 'UPDATE runs SET last_used_at = 1 << 60')],
  ];
  const swapped = `UPDATE tiles SET data = (SELECT data FROM tiles t WHERE t.level = 1 LIMIT 1)
    WHERE level = 0 AND position = 1`;

  function flip(where: string): string {
    return `UPDATE tiles SET data = CAST(substr(data, 1, 500) || x'a5' || substr(data, 502) AS BLOB)
      WHERE ${where}`;
  }

  it.each(cases)('%s', (_, damage) => {
    const folder = storedFolder();
    damage(folder);
    const before = readFileSync(databaseIn(folder));

    const error = thrownBy(() => readAll(folder));
    expect(error).toMatchObject({ code: 'cache-damaged' });
    const [aside, ...others] = damagedIn(folder);
    expect(others).toEqual([]);
    expect(String(error)).toContain(databaseIn(folder));
    expect(String(error)).toContain(aside);
    expect(readFileSync(aside!).length).toBe(before.length);

    const cache = PredictionCache.open(folder);
    expect(cache.listRuns()).toEqual([]);
    cache.storeRun(...plainRun('k', values));
    expect(sameBits(cache.readTrack('k', 'entropy', 0, 1e6).values, values)).toBe(true);
    cache.close();
    expect(damagedIn(folder)).toEqual([aside]);
  });
});

it('answers a file with random damage by the right values or by that error', () => {
  const random = seeded(5);
  const sound = storedFolder();
  const folder = makeFolder();
  let noticed = 0;
  for (let i = 0; i < 150; i++) {
    copyFileSync(databaseIn(sound), databaseIn(folder));
    edit(folder, (bytes) => {
      // Behind the first 100 bytes: there SQLite keeps what to do with the file, such as its version.
      const at = whole(random, 100, bytes.length);
      noiseOf(whole(random, 1, 3_000), random).copy(
        bytes,
        random() < 0.3 ? 100 + (at % 8_000) : at,
      );
      return bytes;
    });
    try {
      readAll(folder);
    } catch (error) {
      expect(error, `damage ${i}`).toMatchObject({ code: 'cache-damaged' });
      noticed++;
    }
    rmSync(databaseIn(folder), { force: true });
  }
  expect(damagedIn(folder)).toHaveLength(noticed);
  expect(noticed).toBeGreaterThan(100);
});

describe('with two connections to a damaged cache', () => {
  it('the second goes over to the new file that the first has started', () => {
    const folder = storedFolder();
    const [a, b] = [PredictionCache.open(folder), PredictionCache.open(folder)];
    sql(folder, 'DELETE FROM tiles');
    expect(thrownBy(() => a.readTrack('k', 'entropy', 0, 9))).toMatchObject({
      code: 'cache-damaged',
    });
    // The second still has the damaged file open, so what is in its log is not yet in the database.
    expect(existsSync(`${damagedIn(folder)[0]}-wal`)).toBe(true);
    a.storeRun(...runOfKey('new'));
    expect(b.listRuns().map(({ key }) => key)).toEqual(['new']);
    b.storeRun(...runOfKey('newer'));
    expect(a.listRuns().map(({ key }) => key)).toEqual(['newer', 'new']);
    const track = runOfKey('newer')[1][0]!;
    expect(sameTrack(a.readTrack('newer', 't0', 0, 1e9), track)).toBe(true);
    a.close();
    b.close();
    expect(damagedIn(folder)).toHaveLength(1);
    readAll(folder);
  });

  it('one that notices late does not set the new, sound file aside', () => {
    const folder = storedFolder();
    const late = CacheFile.open(folder);
    const error = thrownBy(() =>
      late.use(() => {
        renameSync(databaseIn(folder), join(folder, 'moved.sqlite'));
        const other = PredictionCache.open(folder);
        other.storeRun(...runOfKey('new'));
        other.close();
        throw new Damage('A tile is missing.');
      }),
    );
    expect(error).toMatchObject({ code: 'cache-damaged' });
    expect(String(error)).toContain('by another process');
    expect(damagedIn(folder)).toEqual([]);
    expect(new PredictionCache(late).findRun('new')?.key).toBe('new');
    late.close();
  });
});

it('starts anew where the whole folder was deleted behind its back', () => {
  const folder = join(makeFolder(), 'cache');
  const cache = PredictionCache.open(folder);
  cache.storeRun(...runOfKey('old'));
  rmSync(folder, { recursive: true });
  expect(cache.findRun('old')).toBeUndefined();
  cache.storeRun(...runOfKey('new'));
  cache.close();
  readAll(folder);
});

it('does not take a file that another process holds for a damaged one', () => {
  const folder = storedFolder();
  const file = CacheFile.open(folder);
  file.use((db) => db.pragma('busy_timeout = 50'));
  const cache = new PredictionCache(file);
  const holder = new Database(databaseIn(folder));
  holder.exec('BEGIN IMMEDIATE');
  expect(thrownBy(() => cache.storeRun(...runOfKey('new')))).toMatchObject({ code: 'cache-busy' });
  expect(cache.findRun('k')?.key).toBe('k');
  holder.exec('ROLLBACK');
  cache.storeRun(...runOfKey('new'));
  expect(cache.findRun('new')?.key).toBe('new');
  holder.close();
  cache.close();
  expect(damagedIn(folder)).toEqual([]);
});

it('tells damage from everything else that SQLite and the system report', () => {
  const codes = {
    SQLITE_NOTADB: 'damage',
    SQLITE_CORRUPT: 'damage',
    SQLITE_CORRUPT_VTAB: 'damage',
    SQLITE_IOERR_SHORT_READ: 'damage',
    SQLITE_TOOBIG: 'damage',
    SQLITE_NOMEM: 'memory-short',
    SQLITE_FULL: 'disk-full',
    SQLITE_IOERR_SHMSIZE: 'disk-full',
    ENOSPC: 'disk-full',
    SQLITE_BUSY: 'cache-busy',
    SQLITE_BUSY_SNAPSHOT: 'cache-busy',
    SQLITE_LOCKED: 'cache-busy',
    SQLITE_READONLY: 'output-unwritable',
    SQLITE_CANTOPEN: 'output-unwritable',
    SQLITE_IOERR_WRITE: 'output-unwritable',
    EACCES: 'output-unwritable',
    SQLITE_ERROR: 'SQLITE_ERROR',
  };
  for (const [code, meaning] of Object.entries(codes)) {
    const error = new Database.SqliteError('it says so', code);
    expect(isDamage(error), code).toBe(meaning === 'damage');
    if (meaning === 'damage') continue;
    const told = cacheError(error, '/data/predictions.sqlite');
    expect(told, code).toMatchObject({ code: meaning });
  }
});
