import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { PredictionCache } from '../../src-main/cache/index.ts';
import { migrate, migrations, schemaVersion, versionOf } from '../../src-main/cache/file/schema.ts';
import { damagedIn, databaseIn, makeFolder, plainRun, thrownBy } from './support.ts';

const steps = ['CREATE TABLE a (x)', 'ALTER TABLE a ADD COLUMN y', 'CREATE TABLE b (z)'];

function tables(db: Database.Database): unknown[] {
  return db.prepare('SELECT name FROM sqlite_schema ORDER BY name').pluck().all();
}

it('takes an empty file, and one that stopped at any version, to the current one', () => {
  for (let version = 0; version <= migrations.length; version++) {
    const folder = makeFolder();
    writeFileSync(databaseIn(folder), '');
    const db = new Database(databaseIn(folder));
    migrate(db, migrations.slice(0, version));
    expect(versionOf(db)).toBe(version);
    db.close();

    const cache = PredictionCache.open(folder);
    expect(cache.info().schemaVersion).toBe(schemaVersion);
    cache.storeRun(...plainRun('k', new Float32Array(10)));
    expect(cache.findRun('k')?.key).toBe('k');
    cache.close();
  }
});

it('forgets what a GPU computed before its arithmetic was right, and nothing else', () => {
  const folder = makeFolder();
  const written = PredictionCache.open(folder);
  for (const [key, provider] of [
    ['of-cpu', 'cpu'],
    ['of-gpu', 'webgpu'],
  ] as const) {
    const [run, tracks] = plainRun(key, new Float32Array(1000).fill(1));
    written.storeRun({ ...run, provider }, tracks);
  }
  written.close();
  const db = new Database(databaseIn(folder));
  db.pragma('user_version = 2');
  db.close();

  const cache = PredictionCache.open(folder);
  expect(cache.findRun('of-gpu')).toBeUndefined();
  expect(cache.findRun('of-cpu')?.provider).toBe('cpu');
  cache.close();
  const after = new Database(databaseIn(folder));
  const orphans = 'SELECT count(*) FROM tiles WHERE track NOT IN (SELECT id FROM tracks)';
  expect(after.prepare(orphans).pluck().get()).toBe(0);
  expect(after.prepare('SELECT count(*) FROM tracks').pluck().get()).toBe(1);
  after.close();
});

it('takes each step once, from wherever the file stands', () => {
  const db = new Database(':memory:');
  migrate(db, steps.slice(0, 1));
  db.exec('INSERT INTO a VALUES (1)');
  migrate(db, steps);
  migrate(db, steps);
  expect(db.prepare('SELECT * FROM a').all()).toEqual([{ x: 1, y: null }]);
  expect([tables(db), versionOf(db)]).toEqual([['a', 'b'], 3]);
});

it('leaves the version before a step that fails half-way', () => {
  const db = new Database(':memory:');
  const broken = [...steps.slice(0, 2), 'CREATE TABLE c (x); CREATE TABLE a (x)'];
  expect(() => migrate(db, broken)).toThrow('already exists');
  expect([tables(db), versionOf(db)]).toEqual([['a'], 2]);
  migrate(db, steps);
  expect(versionOf(db)).toBe(3);
});

it('lets no other connection write between reading the version and taking the step', () => {
  const path = join(makeFolder(), 'x.sqlite');
  const [a, b] = [new Database(path), new Database(path, { timeout: 0 })];
  let refused: unknown;
  a.function('meanwhile', () => {
    refused = thrownBy(() => b.exec('BEGIN IMMEDIATE'));
    return 1;
  });
  migrate(a, ['SELECT meanwhile(); CREATE TABLE a (x)']);
  expect(refused).toMatchObject({ code: 'SQLITE_BUSY' });
  migrate(b, steps);
  expect([versionOf(a), tables(a)]).toEqual([3, ['a', 'b']]);
  a.close();
  b.close();
});

it('refuses the file of a newer version and leaves it as it is', () => {
  const folder = makeFolder();
  PredictionCache.open(folder).close();
  const db = new Database(databaseIn(folder));
  db.pragma(`user_version = ${schemaVersion + 2}`);
  db.close();
  const before = readFileSync(databaseIn(folder));

  const error = thrownBy(() => PredictionCache.open(folder));
  expect(error).toMatchObject({ code: 'cache-newer' });
  expect(String(error)).toContain(databaseIn(folder));
  expect(String(error)).toMatch(`version ${schemaVersion + 2}; this one knows`);
  expect(readFileSync(databaseIn(folder)).equals(before)).toBe(true);
  expect(damagedIn(folder)).toEqual([]);
});
