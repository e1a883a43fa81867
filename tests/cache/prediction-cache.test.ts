import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { PredictionCache } from '../../src-main/cache/index.ts';
import { CacheFile } from '../../src-main/cache/file/cache-file.ts';
import type { TrackRole } from '../../src-main/contract/index.ts';
import { cut, databaseIn, makeFolder, makeRun, plainRun, randomTrack } from './support.ts';
import { runOfKey, sameBits, sameTrack, seeded, thrownBy, whole } from './support.ts';

function ramp(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => i);
}

describe('a stored run', () => {
  it('is found with all that was told of it, also after reopening', () => {
    const folder = makeFolder();
    const [run, tracks] = runOfKey('told');
    const first = PredictionCache.open(folder);
    expect(first.findRun('told')).toBeUndefined();
    first.storeRun(run, tracks);
    first.close();

    const cache = PredictionCache.open(folder);
    expect(cache.findRun('told')).toEqual(run);
    expect(cache.tracksOf('told')).toEqual(
      tracks.map(({ info, start, values }) => ({ ...info, start, count: values.length })),
    );
    cache.close();
  });

  it('keeps the order and the roles of its tracks', () => {
    const cache = PredictionCache.open(makeFolder());
    const roles: (TrackRole | undefined)[] = ['expression', undefined, 'insulator'];
    const tracks = roles.map((role, i) => ({
      info: { id: `z${9 - i}`, label: 'x', unit: 'bits', color: '#000000', bin: 2, role },
      start: 4,
      values: ramp(3),
    }));
    cache.storeRun(makeRun('roles'), tracks);
    expect(cache.tracksOf('roles').map(({ id, role }) => [id, role])).toEqual([
      ['z9', 'expression'],
      ['z8', undefined],
      ['z7', 'insulator'],
    ]);
    cache.close();
  });

  it('comes back bit for bit, NaN and its payloads included, from any start and length', () => {
    const cache = PredictionCache.open(makeFolder());
    const random = seeded(11);
    for (let i = 0; i < 30; i++) {
      const length = [0, 1, 2047, 2048, 2049, 4096][i] ?? whole(random, 1, 20_000);
      const track = randomTrack(random, 't', length);
      // All bit patterns: signalling NaNs, infinities, subnormals, both zeros.
      if (i % 2 === 0) {
        const bits = new Uint32Array(track.values.buffer);
        for (let j = 0; j < length; j++) bits[j] = random() * 2 ** 32;
      }
      const key = `run ${i}`;
      cache.storeRun(makeRun(key), [track]);
      const end = track.start + length * track.info.bin;
      expect(sameTrack(cache.readTrack(key, 't', 0, end + 5), track), key).toBe(true);
      for (let j = 0; j < 20; j++) {
        const a = whole(random, 0, end + 1_000);
        const b = whole(random, a, end + 2_000);
        const read = cache.readTrack(key, 't', a, b);
        expect(sameTrack(read, cut(track, a, b)), `${key} ${a} ${b}`).toBe(true);
      }
    }
    cache.close();
  });

  it('stays as it was when its key is stored again', () => {
    const cache = PredictionCache.open(makeFolder());
    cache.storeRun(...plainRun('k', ramp(5_000)));
    const before = cache.listRuns();
    cache.storeRun({ ...makeRun('k'), provider: 'cuda' }, plainRun('k', ramp(9))[1]);
    expect(cache.listRuns()).toEqual(before);
    expect(sameBits(cache.readTrack('k', 'entropy', 0, 9_999).values, ramp(5_000))).toBe(true);
    cache.close();
  });

  it('gives up all its tracks and tiles when it is deleted', () => {
    const folder = makeFolder();
    const cache = PredictionCache.open(folder);
    cache.storeRun(...plainRun('gone', ramp(9_000)));
    cache.storeRun(...plainRun('stays', ramp(9_000)));
    expect(cache.info()).toMatchObject({ runs: 2, tracks: 2, tiles: 2 * (5 + 2 + 1) });
    expect(cache.deleteRun('gone')).toBe(true);
    expect(cache.deleteRun('gone')).toBe(false);
    expect(cache.info()).toMatchObject({ runs: 1, tracks: 1, tiles: 5 + 2 + 1 });
    cache.close();

    const db = new Database(databaseIn(folder));
    expect(db.prepare('SELECT count(*) FROM tiles').pluck().get()).toBe(8);
    expect(db.prepare('SELECT count(*) FROM tracks').pluck().get()).toBe(1);
    db.close();
  });
});

describe('reading', () => {
  it('touches no tile but those it needs', () => {
    const folder = makeFolder();
    const cache = PredictionCache.open(folder);
    cache.storeRun(...plainRun('k', ramp(40_000)));
    const db = new Database(databaseIn(folder));
    // Bases 4,096 to 8,191 are tiles 2 and 3 of level 0; bins of 4 bp 2,048 to 4,095 are tile 1.
    db.exec('DELETE FROM tiles WHERE level = 0 AND position NOT IN (2, 3)');
    db.exec('DELETE FROM tiles WHERE level = 1 AND position <> 1');
    db.close();
    expect(cache.readTrack('k', 'entropy', 4_096, 8_192).values).toHaveLength(4_096);
    expect(cache.readView('k', 'entropy', 8_192, 16_384, 4).mean).toHaveLength(2_048);
    expect(thrownBy(() => cache.readTrack('k', 'entropy', 4_095, 8_192))).toMatchObject({
      code: 'cache-damaged',
    });
    cache.close();
  });

  it('says which run or track it does not have, and what there is', () => {
    const cache = PredictionCache.open(makeFolder());
    cache.storeRun(...plainRun('here', ramp(3)));
    const noRun = {
      code: 'cache-missing',
      message: expect.stringContaining('elsewhere') as string,
    };
    expect(thrownBy(() => cache.tracksOf('elsewhere'))).toMatchObject(noRun);
    expect(thrownBy(() => cache.readTrack('elsewhere', 'entropy', 0, 1))).toMatchObject(noRun);
    expect(thrownBy(() => cache.readView('here', 'other', 0, 1, 1))).toMatchObject({
      code: 'track-unknown',
      message: expect.stringMatching(/"other".*entropy/) as string,
    });
    cache.close();
  });

  it('sees a run that another connection has stored, and misses one it has deleted', () => {
    const folder = makeFolder();
    const [a, b] = [PredictionCache.open(folder), PredictionCache.open(folder)];
    a.storeRun(...plainRun('k', ramp(5)));
    expect(b.readTrack('k', 'entropy', 1, 3).values).toEqual(ramp(3).subarray(1));
    b.deleteRun('k');
    expect(a.findRun('k')).toBeUndefined();
    a.close();
    b.close();
  });
});

describe('a mistake in the program', () => {
  const [run, [track]] = plainRun('k', ramp(4));
  const withInfo = (info: object, start = 0) => [
    { ...track!, start, info: { ...track!.info, ...info } },
  ];

  it.each([
    ['a start that is no multiple of the bin', run, withInfo({ bin: 4 }, 6)],
    ['a start before the contig', run, withInfo({ bin: 4 }, -4)],
    ['a bin of no bases', run, withInfo({ bin: 0 })],
    ['a bin that is not whole', run, withInfo({ bin: 1.5 }, 3)],
    ['two tracks of one id', run, [track!, track!]],
    ['a setting that JSON cannot hold', { ...run, settings: { scale: NaN } }, [track!]],
  ])('is refused when it stores %s, and nothing is stored', (_, badRun, tracks) => {
    const cache = PredictionCache.open(makeFolder());
    const error = thrownBy(() => cache.storeRun(badRun, tracks));
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toHaveProperty('code');
    expect(cache.info().runs).toBe(0);
    cache.close();
  });

  it('is refused when it reads a stretch or a zoom that cannot be', () => {
    const cache = PredictionCache.open(makeFolder());
    cache.storeRun(run, [track!]);
    expect(() => cache.readTrack('k', 'entropy', 3, 2)).toThrow('not an interval');
    expect(() => cache.readTrack('k', 'entropy', NaN, 2)).toThrow('not an interval');
    expect(() => cache.readView('k', 'entropy', 0, 2, 0)).toThrow('pixel');
    cache.close();
    expect(() => cache.findRun('k')).toThrow('closed');
  });
});

describe('pruning', () => {
  const day = 86_400_000;

  /** Four runs of 100 kB of noise each, used on days 1, 2, 3 and 4. */
  function filled(): { cache: PredictionCache; at: (time: number) => void } {
    let time = 0;
    const cache = new PredictionCache(CacheFile.open(makeFolder()), () => time);
    const random = seeded(3);
    for (const key of ['a', 'b', 'c', 'd']) {
      time += day;
      cache.storeRun(
        ...plainRun(
          key,
          new Float32Array(25_000).map(() => random()),
        ),
      );
    }
    return { cache, at: (then) => (time = then) };
  }
  const keys = (cache: PredictionCache) => cache.listRuns().map(({ key }) => key);

  it('deletes the runs used longest ago until the file is small enough', () => {
    const { cache, at } = filled();
    at(9 * day);
    cache.findRun('a');
    expect(keys(cache)).toEqual(['a', 'd', 'c', 'b']);
    const before = cache.info().bytes;
    const pruned = cache.prune({ maxBytes: 500_000 });
    expect(pruned.runs).toBe(2);
    expect(keys(cache)).toEqual(['a', 'd']);
    expect(cache.info().bytes).toBeLessThanOrEqual(500_000);
    expect(pruned.bytes).toBeGreaterThan(300_000);
    expect(before - cache.info().bytes).toBeGreaterThanOrEqual(pruned.bytes);
    cache.close();
  });

  it('deletes what was not used for so many days, to the millisecond', () => {
    const { cache, at } = filled();
    at(5 * day);
    expect(cache.prune({ olderThanDays: 3 }).runs).toBe(1);
    expect(keys(cache)).toEqual(['d', 'c', 'b']);
    at(5 * day + 1);
    expect(cache.prune({ olderThanDays: 3 }).runs).toBe(1);
    expect(keys(cache)).toEqual(['d', 'c']);
    cache.close();
  });

  it('knows which runs were used longest ago also where the clock was set back', () => {
    const { cache, at } = filled();
    at(2 * day);
    cache.findRun('a');
    cache.storeRun(...plainRun('e', new Float32Array(10)));
    cache.findRun('b');
    expect(keys(cache)).toEqual(['b', 'e', 'a', 'd', 'c']);
    expect(cache.prune({ olderThanDays: 1 }).runs).toBe(0);
    at(4 * day + 2);
    cache.findRun('c');
    expect(keys(cache)[0]).toBe('c');
    cache.close();
  });

  it('deletes everything, and nothing, when told so', () => {
    const { cache } = filled();
    expect(cache.prune({})).toEqual({ runs: 0, edits: 0, bytes: 0 });
    expect(cache.prune({ all: true }).runs).toBe(4);
    expect(cache.info()).toMatchObject({ runs: 0, tracks: 0, tiles: 0 });
    expect(cache.info().bytes).toBeLessThan(60_000);
    cache.close();
  });

  it('gives back the space of runs deleted one by one', () => {
    const { cache } = filled();
    for (const key of ['a', 'b', 'c']) cache.deleteRun(key);
    const { runs, bytes } = cache.prune({});
    expect(runs).toBe(0);
    expect(bytes).toBeGreaterThan(500_000);
    expect(keys(cache)).toEqual(['d']);
    cache.close();
  });
});

it('says that a folder which cannot be made is not writable', () => {
  const folder = makeFolder();
  const file = join(folder, 'a file');
  writeFileSync(file, 'text');
  for (const place of [file, join(file, 'below')]) {
    expect(thrownBy(() => PredictionCache.open(place))).toMatchObject({
      code: 'output-unwritable',
      message: expect.stringContaining(place) as string,
    });
  }
});
