/** What the tests run in processes of their own: `node workers.ts <task> <folder> <detail>`. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PredictionCache, ReadOnlyCache } from '../../src-main/cache/index.ts';
import { CacheFile } from '../../src-main/cache/file/cache-file.ts';
import { withFolderLock } from '../../src-main/cache/folders/folder-lock.ts';
import { isMegabaseError } from '../../src-main/contract/index.ts';
import { runOfKey, sameTrack, seeded, whole } from './random-runs.ts';

const databaseIn = (folder: string) => join(folder, 'predictions.sqlite');

const tasks: Record<string, (folder: string, detail: string) => void> = {
  /** Stores the runs named, opening the cache anew for some, and reads each and the ones before. */
  share(folder, keys) {
    let cache = PredictionCache.open(folder);
    for (const [i, key] of keys.split(',').entries()) {
      const [run, tracks] = runOfKey(key);
      cache.storeRun(run, tracks);
      for (const known of keys.split(',').slice(Math.max(i - 3, 0), i + 1)) expectRun(cache, known);
      if (i % 3 !== 0) continue;
      cache.close();
      cache = PredictionCache.open(folder);
    }
    cache.close();
  },

  /**
   * Stores, deletes and prunes the run `fleeting` again and again, until `watch` has seen it both
   * there and gone; then stores `done`.
   */
  churn(folder, seen) {
    const cache = PredictionCache.open(folder);
    const random = seeded(1);
    for (let i = 0; i < 60 || !existsSync(seen); i++) {
      cache.storeRun(...runOfKey('fleeting'));
      pause(whole(random, 0, 20));
      if (i % 4 === 0) cache.prune({ all: true });
      else cache.deleteRun('fleeting');
      pause(whole(random, 0, 10));
    }
    cache.storeRun(...runOfKey('done'));
    cache.close();
  },

  /** Reads the run `fleeting` until there is `done`: whole and right each time, or not at all. */
  watch(folder, seen) {
    const cache = PredictionCache.open(folder);
    let [found, missed] = [0, 0];
    while (cache.findRun('done') === undefined) {
      try {
        expectRun(cache, 'fleeting', false);
        found++;
      } catch (error) {
        if (!isMegabaseError(error) || error.code !== 'cache-missing') throw error;
        missed++;
      }
      if (found > 0 && missed > 0) writeFileSync(seen, '');
    }
    cache.close();
    if (found === 0 || missed === 0) throw new Error(`found ${found} times, missed ${missed}`);
  },

  /** The same through a cache that is never written, while another process writes it. */
  watchFrom(folder, seen) {
    while (!existsSync(databaseIn(folder))) pause(5);
    const cache = ReadOnlyCache.open(folder);
    let [found, missed] = [0, 0];
    while (cache.findRun('done') === undefined) {
      try {
        expectRun(cache, 'fleeting', false);
        found++;
      } catch (error) {
        if (!isMegabaseError(error) || error.code !== 'cache-missing') throw error;
        missed++;
      }
      if (found > 0 && missed > 0) writeFileSync(seen, '');
    }
    expectRun(cache, 'done');
    cache.close();
    if (found === 0 || missed === 0) throw new Error(`found ${found} times, missed ${missed}`);
  },

  /** Stores the runs named, each in a cache that is opened for it and closed, so that the log goes each time. */
  comeAndGo(folder, keys) {
    for (const key of keys.split(',')) {
      const cache = PredictionCache.open(folder);
      cache.storeRun(...runOfKey(key));
      cache.close();
      pause(10);
    }
  },

  /** Reads the run `first` again and again from a cache that is never written, until the last of `keys` is there. */
  readSettled(folder, keys) {
    const cache = ReadOnlyCache.open(folder);
    const last = keys.split(',').at(-1)!;
    do expectRun(cache, 'first');
    while (cache.findRun(last) === undefined);
    for (const key of keys.split(',')) expectRun(cache, key);
    cache.close();
  },

  /** Dies while it stores the run `doomed`, at the tile that the SQL condition names. */
  dieStoring(folder, condition) {
    const file = CacheFile.open(folder);
    file.use((db) => {
      db.function('die', () => process.kill(process.pid, 'SIGKILL'));
      db.exec(`CREATE TEMP TRIGGER dies AFTER INSERT ON main.tiles WHEN ${condition}
        BEGIN SELECT die(); END`);
      // So little that unfinished pages are in the log already.
      db.pragma('cache_size = 5');
    });
    new PredictionCache(file).storeRun(...runOfKey('doomed'));
  },

  dieOpening(folder) {
    withFolderLock(folder, () => process.kill(process.pid, 'SIGKILL'));
  },
};

function expectRun(
  cache: Pick<PredictionCache, 'findRun' | 'readTrack'>,
  key: string,
  find = true,
): void {
  const [run, tracks] = runOfKey(key);
  if (find && JSON.stringify(cache.findRun(key)) !== JSON.stringify(run))
    throw new Error(`${key} differs`);
  for (const track of tracks) {
    const read = cache.readTrack(key, track.info.id, 0, 1e9);
    if (!sameTrack(read, track)) throw new Error(`${key} ${track.info.id} differs`);
  }
}

/** Stands still for so many milliseconds. */
function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

const [task, folder, detail] = process.argv.slice(2);
process.once('message', () => {
  process.disconnect();
  tasks[task!]!(folder!, detail!);
});
process.send!('ready');
