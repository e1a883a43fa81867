import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { CacheFile } from '../../src-main/cache/file/cache-file.ts';
import { PredictionCache, type KeptEdit } from '../../src-main/cache/index.ts';
import {
  damagedIn,
  databaseIn,
  makeFolder,
  plainRun,
  sameBits,
  seeded,
  thrownBy,
} from './support.ts';

const dayMs = 86_400_000;

function someEdit(seed: number, length = 300): KeptEdit {
  const random = seeded(seed);
  const bits = Uint32Array.from({ length }, () => random() * 2 ** 32);
  return {
    info: { window: { start: seed, end: 9 }, n: null },
    values: new Float32Array(bits.buffer),
  };
}

/** A change made behind the cache's back. */
function sql(folder: string, text: string): void {
  const db = new Database(databaseIn(folder));
  db.exec(text);
  db.close();
}

describe('a kept edit', () => {
  it('comes back bit for bit, every pattern, also after reopening', () => {
    const folder = makeFolder();
    const edits = [0, 1, 2048, 5000].map((length, i) => someEdit(i, length));
    const first = PredictionCache.open(folder);
    first.storeEdits('run', new Map(edits.map((edit, i) => [`key ${i}`, edit])));
    first.close();
    const cache = PredictionCache.open(folder);
    for (const [i, { info, values }] of edits.entries()) {
      const kept = cache.findEdit('run', `key ${i}`)!;
      expect(kept.info).toEqual(info);
      expect(sameBits(kept.values, values)).toBe(true);
    }
    expect(cache.info().edits).toBe(4);
    cache.close();
  });

  it('is found by its run and its key, not by one of them', () => {
    const cache = PredictionCache.open(makeFolder());
    cache.storeEdits('run', new Map([['key', someEdit(1)]]));
    expect(cache.findEdit('run', 'other')).toBeUndefined();
    expect(cache.findEdit('other', 'key')).toBeUndefined();
    cache.close();
  });

  it('stays as it was when its key is stored again, and the others are stored', () => {
    const cache = PredictionCache.open(makeFolder());
    cache.storeEdits('run', new Map([['a', someEdit(1)]]));
    cache.storeEdits(
      'run',
      new Map([
        ['a', someEdit(2)],
        ['b', someEdit(3)],
      ]),
    );
    expect(sameBits(cache.findEdit('run', 'a')!.values, someEdit(1).values)).toBe(true);
    expect(sameBits(cache.findEdit('run', 'b')!.values, someEdit(3).values)).toBe(true);
    expect(cache.info().edits).toBe(2);
    cache.close();
  });

  it('is kept together with all others of one call, or none of them is', () => {
    const file = CacheFile.open(makeFolder());
    const cache = new PredictionCache(file);
    cache.storeEdits('run', new Map([['before', someEdit(0)]]));
    // SQLite answers a file at its page limit as it answers a full disk.
    file.use((db) =>
      db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 3}`),
    );
    const many = Array.from({ length: 50 }, (_, i) => [`key ${i}`, someEdit(i, 1000)] as const);
    expect(thrownBy(() => cache.storeEdits('run', new Map(many)))).toMatchObject({
      code: 'disk-full',
    });
    expect(cache.info().edits).toBe(1);
    expect(cache.findEdit('run', 'key 0')).toBeUndefined();
    expect(sameBits(cache.findEdit('run', 'before')!.values, someEdit(0).values)).toBe(true);
    cache.close();
  });

  it('does not need a run of its key, and is not deleted with one', () => {
    const cache = PredictionCache.open(makeFolder());
    cache.storeRun(...plainRun('run', new Float32Array(10)));
    cache.storeEdits('run', new Map([['key', someEdit(1)]]));
    expect(cache.deleteRun('run')).toBe(true);
    expect(cache.findEdit('run', 'key')).toBeDefined();
    cache.close();
  });
});

describe('pruning', () => {
  it('takes edits that nobody asked for in a long time, and leaves those that were used', () => {
    let now = 0;
    const cache = new PredictionCache(CacheFile.open(makeFolder()), () => now);
    cache.storeEdits(
      'run',
      new Map([
        ['old', someEdit(1)],
        ['used', someEdit(2)],
      ]),
    );
    now = 8 * dayMs;
    cache.findEdit('run', 'used');
    cache.storeEdits('run', new Map([['new', someEdit(3)]]));
    now = 10 * dayMs;
    expect(cache.prune({ olderThanDays: 5 })).toMatchObject({ runs: 0, edits: 1 });
    const left = ['old', 'used', 'new'].filter((key) => cache.findEdit('run', key));
    expect(left).toEqual(['used', 'new']);
    cache.close();
  });

  it('to a size takes what was used longest ago first, run or edit', () => {
    let now = 1;
    const cache = new PredictionCache(CacheFile.open(makeFolder()), () => now++);
    cache.storeEdits('run', new Map([['first', someEdit(1, 200_000)]]));
    cache.storeRun(...plainRun('second', someEdit(2, 200_000).values));
    cache.storeEdits('run', new Map([['third', someEdit(3, 200_000)]]));
    expect(cache.prune({ maxBytes: 1.6e6 })).toMatchObject({ runs: 1, edits: 1 });
    expect(cache.findEdit('run', 'first')).toBeUndefined();
    expect(cache.findRun('second')).toBeUndefined();
    expect(cache.findEdit('run', 'third')).toBeDefined();
    cache.close();
  });

  it('of all leaves no edit', () => {
    const cache = PredictionCache.open(makeFolder());
    cache.storeEdits('run', new Map([['key', someEdit(1)]]));
    expect(cache.prune({ all: true })).toMatchObject({ edits: 1 });
    expect(cache.info().edits).toBe(0);
    cache.close();
  });
});

describe('a cache is set aside and a new one started where an edit', () => {
  it.each([
    ['is said of what is not JSON', "UPDATE edits SET info = '{not json'"],
    ['has other values than were written', "UPDATE edits SET data = x'00112233'"],
    ['has more values than were written', 'UPDATE edits SET count = count + 1'],
  ])('%s', (_, change) => {
    const folder = makeFolder();
    const before = PredictionCache.open(folder);
    before.storeEdits('run', new Map([['key', someEdit(1)]]));
    before.close();
    sql(folder, change);
    const cache = PredictionCache.open(folder);
    expect(thrownBy(() => cache.findEdit('run', 'key'))).toMatchObject({ code: 'cache-damaged' });
    expect(damagedIn(folder)).toHaveLength(1);
    expect(cache.findEdit('run', 'key')).toBeUndefined();
    cache.storeEdits('run', new Map([['key', someEdit(2)]]));
    expect(sameBits(cache.findEdit('run', 'key')!.values, someEdit(2).values)).toBe(true);
    cache.close();
  });
});
