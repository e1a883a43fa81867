import { statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PredictionCache } from '../../src-main/cache/index.ts';
import { CacheFile } from '../../src-main/cache/file/cache-file.ts';
import { damagedIn, makeFolder, plainRun, sameBits, seeded, thrownBy } from './support.ts';

it('stores nothing of a run that does not fit, and reads and stores as before', () => {
  const folder = makeFolder();
  const file = CacheFile.open(folder);
  const cache = new PredictionCache(file);
  const values = new Float32Array(100_000).map(seeded(1));
  cache.storeRun(...plainRun('fits', values));
  const before = cache.info();
  const logSize = () => statSync(`${before.path}-wal`).size;

  // SQLite answers a file at its page limit as it answers a full disk. 700 KB would be needed.
  // So little memory that the unfinished run is in the log when it fails.
  file.use((db) => db.pragma('cache_size = 5'));
  for (const room of [0, 1, 30, 100]) {
    file.use((db) => {
      const pages = Number(db.pragma('page_count', { simple: true }));
      db.pragma(`max_page_count = ${pages + room}`);
    });
    const error = thrownBy(() => cache.storeRun(...plainRun('too large', values)));
    expect(error).toMatchObject({ code: 'disk-full' });
    expect(String(error)).toContain(before.path);
    expect(cache.info()).toMatchObject({ runs: 1, tracks: 1, tiles: before.tiles });
    expect(logSize()).toBe(0);
    expect(cache.findRun('too large')).toBeUndefined();
    expect(cache.findRun('fits')?.key).toBe('fits');
    expect(sameBits(cache.readTrack('fits', 'entropy', 0, 1e6).values, values)).toBe(true);
  }

  file.use((db) => db.pragma('max_page_count = 1000000'));
  cache.storeRun(...plainRun('too large', values));
  expect(sameBits(cache.readTrack('too large', 'entropy', 0, 1e6).values, values)).toBe(true);
  cache.close();
  expect(damagedIn(folder)).toEqual([]);
});
