import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PredictionCache } from '../../src-main/cache/index.ts';
import { damagedIn, databaseIn, makeFolder, runOfKey, sameTrack } from './support.ts';

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly errors: string;
}

/** Starts the tasks of `workers.ts`, one process each, all at the same moment. */
async function run(...tasks: (readonly [string, string, string])[]): Promise<Ended[]> {
  const children = tasks.map((task) =>
    fork(join(import.meta.dirname, 'workers.ts'), task, { execArgv: [], silent: true }),
  );
  onTestFinished(() => children.forEach((child) => child.kill('SIGKILL')));
  const ends = children.map(async (child): Promise<Ended> => {
    const errors = text(child.stderr!);
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    return { code, signal, errors: await errors };
  });
  const ready = children.map((child) =>
    Promise.race([once(child, 'message'), once(child, 'exit')]),
  );
  await Promise.all(ready);
  for (const child of children) if (child.connected) child.send('go');
  return Promise.all(ends);
}

function expectHolds(folder: string, keys: readonly string[]): void {
  const cache = PredictionCache.open(folder);
  const held = cache.listRuns().map(({ key }) => key);
  expect(held.sort()).toEqual([...keys].sort());
  for (const key of keys) {
    const [info, tracks] = runOfKey(key);
    expect(cache.findRun(key)).toEqual(info);
    for (const track of tracks) {
      expect(sameTrack(cache.readTrack(key, track.info.id, 0, 1e9), track)).toBe(true);
    }
  }
  cache.close();
  expect(damagedIn(folder)).toEqual([]);
}

const fine = { code: 0, signal: null, errors: '' };
const killed = { code: null, signal: 'SIGKILL' };

it('lets two processes make a cache and store 20 runs each, half of them the same', async () => {
  const folder = join(makeFolder(), 'new');
  const shared = Array.from({ length: 10 }, (_, i) => `shared ${i}`);
  const own = (name: string) => shared.flatMap((key, i) => [key, `${name} ${i}`]);
  const [a, b] = [own('a'), own('b')];
  const ends = await run(['share', folder, a.join()], ['share', folder, b.join()]);
  expect(ends).toEqual([fine, fine]);
  expectHolds(folder, [...new Set([...a, ...b])]);
});

it('lets eight processes make one cache at the same moment', async () => {
  const folder = join(makeFolder(), 'new');
  const ends = await run(
    ...Array.from({ length: 8 }, (_, i) => ['share', folder, `${i}`] as const),
  );
  expect(ends).toEqual(ends.map(() => fine));
  expectHolds(folder, [...'01234567']);
});

it('lets a process wait with opening while another one opens or sets aside', async () => {
  const folder = makeFolder();
  const lock = new Database(join(folder, 'predictions.lock'));
  lock.exec('BEGIN EXCLUSIVE');
  const ended = run(['share', folder, 'late']);
  // Long enough for others: where nothing is locked, twenty of them are there by now.
  const free = join(makeFolder(), 'new');
  const keys = Array.from({ length: 20 }, (_, i) => `${i}`);
  expect(await run(['share', free, keys.join()])).toEqual([fine]);
  expect(existsSync(databaseIn(folder))).toBe(false);
  lock.close();
  expect(await ended).toEqual([fine]);
  expectHolds(folder, ['late']);
});

it('shows a reader whole runs only while another process stores, deletes and prunes', async () => {
  const folder = makeFolder();
  const seen = join(makeFolder(), 'seen');
  const ends = await run(['churn', folder, seen], ['watch', folder, seen]);
  expect(ends).toEqual([fine, fine]);
  expectHolds(folder, ['done']);
});

it('shows the same to one that must not write there', async () => {
  const folder = makeFolder();
  PredictionCache.open(folder).close();
  const seen = join(makeFolder(), 'seen');
  const ends = await run(['churn', folder, seen], ['watchFrom', folder, seen]);
  expect(ends).toEqual([fine, fine]);
  expectHolds(folder, ['done']);
});

it('shows it what is right while others come, write and go', async () => {
  const folder = makeFolder();
  const cache = PredictionCache.open(folder);
  cache.storeRun(...runOfKey('first'));
  cache.close();
  const keys = Array.from({ length: 30 }, (_, i) => `run ${i}`);
  const ends = await run(['comeAndGo', folder, keys.join()], ['readSettled', folder, keys.join()]);
  expect(ends).toEqual([fine, fine]);
  expectHolds(folder, ['first', ...keys]);
});

describe('a process that is killed', () => {
  it.each([
    ['at its first tile', 'NEW.position = 0'],
    ['in the middle', 'NEW.level = 0 AND NEW.position = 2'],
    ['among the coarser levels', 'NEW.level = 1'],
  ])('%s while it stores a run leaves the others and nothing of its own', async (_, at) => {
    const folder = makeFolder();
    const cache = PredictionCache.open(folder);
    cache.storeRun(...runOfKey('before'));
    const counts = cache.info();
    cache.close();

    expect(await run(['dieStoring', folder, at])).toMatchObject([killed]);
    const after = PredictionCache.open(folder);
    const { runs, tracks, tiles } = counts;
    expect(after.info()).toMatchObject({ runs, tracks, tiles });
    after.close();
    expectHolds(folder, ['before']);

    const again = PredictionCache.open(folder);
    again.storeRun(...runOfKey('doomed'));
    again.close();
    expectHolds(folder, ['before', 'doomed']);
  });

  it('while it opens the cache does not keep others from opening it', async () => {
    const folder = makeFolder();
    expect(await run(['dieOpening', folder, ''])).toMatchObject([killed]);
    // After a minute with another's lock it would throw.
    PredictionCache.open(folder).close();
  });
});
