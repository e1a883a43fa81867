import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import {
  LayeredCache,
  PredictionCache,
  ReadOnlyCache,
  type KeptEdit,
} from '../../src-main/cache/index.ts';
import { makeFolder, runOfKey, sameTrack, thrownBy } from './support.ts';

const edit = (value: number): KeptEdit => ({ info: {}, values: Float32Array.of(value) });

/** The folder of a cache that holds these runs, and edits of the run `r` by their keys. */
function filled(runs: readonly string[], edits: Record<string, number>): string {
  const folder = makeFolder();
  const cache = PredictionCache.open(folder);
  for (const key of runs) cache.storeRun(...runOfKey(key));
  const entries = Object.entries(edits).map(([key, value]) => [key, edit(value)] as const);
  cache.storeEdits('r', new Map(entries));
  cache.close();
  return folder;
}

it('asks its own cache first, then the others in their order, and writes to its own alone', () => {
  const own = PredictionCache.open(filled(['a'], { x: 1 }));
  const others = [filled(['a', 'b'], { x: 2, y: 2 }), filled(['b', 'c'], { y: 3, z: 3 })];
  const read = others.map((folder) => ReadOnlyCache.open(folder));
  const cache = new LayeredCache(own, read);
  for (const key of ['a', 'b', 'c']) {
    const [run, tracks] = runOfKey(key);
    expect(cache.findRun(key)).toEqual(run);
    for (const track of tracks) {
      expect(sameTrack(cache.readTrack(key, track.info.id, 0, 1e9), track)).toBe(true);
    }
  }
  expect(cache.findRun('d')).toBeUndefined();
  expect(thrownBy(() => cache.readTrack('d', 'x', 0, 1))).toMatchObject({ code: 'cache-missing' });
  const found = cache.findEdits('r', ['x', 'y', 'z', 'none']);
  expect([...found].map(([key, { values }]) => [key, ...values])).toEqual([
    ['x', 1],
    ['y', 2],
    ['z', 3],
  ]);
  expect(cache.findEdit('r', 'z')?.values[0]).toBe(3);

  cache.storeRun(...runOfKey('d'));
  cache.storeEdits('r', new Map([['new', edit(4)]]));
  expect(own.findRun('d')?.key).toBe('d');
  expect(own.findEdit('r', 'new')?.values[0]).toBe(4);
  for (const one of read) {
    expect(one.findRun('d')).toBeUndefined();
    expect(one.findEdits('r', ['new']).size).toBe(0);
    one.close();
  }
  own.close();
});

it('stores nothing where it has none of its own', () => {
  const other = ReadOnlyCache.open(filled(['a'], { x: 1 }));
  const cache = new LayeredCache(undefined, [other]);
  cache.storeRun(...runOfKey('b'));
  cache.storeEdits('r', new Map([['y', edit(2)]]));
  expect([cache.findRun('a')?.key, cache.findRun('b')]).toEqual(['a', undefined]);
  expect([...cache.findEdits('r', ['x', 'y']).keys()]).toEqual(['x']);
  other.close();
});

it('what another process changes just then counts as not there, which is noted once', () => {
  onTestFinished(() => void vi.restoreAllMocks());
  const busy = filled(['a'], { x: 1 });
  writeFileSync(join(busy, 'predictions.sqlite-wal'), 'not in it yet');
  const read = [busy, filled(['b'], { y: 2 })].map((folder) => ReadOnlyCache.open(folder));
  vi.spyOn(Atomics, 'wait').mockReturnValue('timed-out');
  const notes: string[] = [];
  const cache = new LayeredCache(undefined, read, (note) => notes.push(note));
  for (let times = 0; times < 50; times++) {
    expect([cache.findRun('a'), cache.findRun('b')?.key]).toEqual([undefined, 'b']);
    expect([...cache.findEdits('r', ['x', 'y']).keys()]).toEqual(['y']);
  }
  expect(notes).toEqual([expect.stringMatching(/-wal holds 13 bytes that are not in it yet/)]);
  const [run, tracks] = runOfKey('b');
  const id = tracks[0]!.info.id;
  expect(sameTrack(cache.readTrack(run.key, id, 0, 1e9), tracks[0]!)).toBe(true);
  // One that was found there and cannot be read any more may be read later.
  expect(thrownBy(() => cache.readTrack('a', id, 0, 1))).toMatchObject({ code: 'cache-busy' });
  rmSync(join(busy, 'predictions.sqlite-wal'));
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 60_000);
  expect(cache.findRun('a')?.key).toBe('a');
  for (const one of read) one.close();
});
