import { expect, it } from 'vitest';
import { PredictionCache } from '../../src-main/cache/index.ts';
import { CacheFile } from '../../src-main/cache/file/cache-file.ts';
import { levelsOf } from '../../src-main/cache/tiles/levels.ts';
import type { RunInfo, TrackValues } from '../../src-main/contract/index.ts';
import { naiveView } from './naive-view.ts';
import { cut, makeFolder, runOfKey, sameBits, sameTrack, seeded, whole } from './support.ts';

interface Held {
  readonly run: RunInfo;
  readonly tracks: readonly TrackValues[];
  lastUsed: number;
}

/** The cache beside a Map that should hold the same, and one operation after another on both. */
class Pair {
  readonly #folder = makeFolder();
  readonly #random: () => number;
  readonly #model = new Map<string, Held>();
  #cache: PredictionCache;
  #time = 1_000;
  #stored = 0;

  constructor(seed: number) {
    this.#random = seeded(seed);
    this.#cache = this.#open();
  }

  readonly operations = {
    store: () => this.#store(`run ${this.#stored++}`),
    storeAgain: () => this.#store(this.#anyKey() ?? 'first'),
    find: () => {
      const key = this.#anyKey() ?? 'none';
      const held = this.#model.get(key);
      expect(this.#cache.findRun(key)).toEqual(held?.run);
      if (held) held.lastUsed = this.#time;
    },
    read: () => {
      const some = this.#anyTrack();
      if (!some) return;
      const { key, track, from, to } = some;
      const read = this.#cache.readTrack(key, track.info.id, from, to);
      expect(sameTrack(read, cut(track, from, to)), `${key} [${from}, ${to})`).toBe(true);
    },
    view: () => {
      const some = this.#anyTrack();
      if (!some) return;
      const { key, track, from, to } = some;
      const bpp = track.info.bin * 4 ** (3 * this.#random());
      const view = this.#cache.readView(key, track.info.id, from, to, bpp);
      const levels = levelsOf({ ...track.info, start: track.start, count: track.values.length });
      expect(levels.filter(({ bin }) => bin <= bpp).at(-1)?.bin).toBe(view.bin);
      const expected = naiveView(track, from, to, view.bin);
      expect(sameBits(view.min, expected.min) && sameBits(view.max, expected.max)).toBe(true);
    },
    delete: () => {
      const key = this.#anyKey() ?? 'none';
      expect(this.#cache.deleteRun(key)).toBe(this.#model.delete(key));
    },
    pruneByAge: () => {
      const age = whole(this.#random, 3, 40);
      const old = this.#byUse().filter(({ lastUsed }) => this.#time - lastUsed > age);
      expect(this.#cache.prune({ olderThanDays: age / 86_400_000 }).runs).toBe(old.length);
      for (const { run } of old) this.#model.delete(run.key);
    },
    pruneBySize: () => {
      const maxBytes = this.#cache.info().bytes * (0.5 + this.#random());
      const { runs } = this.#cache.prune({ maxBytes });
      for (const { run } of this.#byUse().slice(0, runs)) this.#model.delete(run.key);
      const { bytes } = this.#cache.info();
      expect(this.#model.size === 0 || bytes <= maxBytes).toBe(true);
    },
    reopen: () => {
      this.#cache.close();
      this.#cache = this.#open();
    },
  };

  step(): keyof Pair['operations'] {
    this.#time++;
    const names = Object.keys(this.operations) as (keyof Pair['operations'])[];
    const often = [...names, 'store', 'store', 'read', 'view', 'find'] as const;
    const name = often[whole(this.#random, 0, often.length)]!;
    this.operations[name]();
    return name;
  }

  /** What holds after every operation. */
  expectSame(after: string): void {
    const expected = this.#byUse().reverse();
    const listed = this.#cache.listRuns();
    const seen = listed.map(({ key, lastUsedAt }) => [key, Date.parse(lastUsedAt)]);
    expect(seen, after).toEqual(expected.map(({ run, lastUsed }) => [run.key, lastUsed]));
    const tracks = expected.flatMap((held) => held.tracks);
    const tiles = tracks
      .flatMap(({ info, start, values }) => levelsOf({ ...info, start, count: values.length }))
      .reduce((sum, { count }) => sum + Math.ceil(count / 2_048), 0);
    const counts = { runs: expected.length, tracks: tracks.length, tiles };
    expect(this.#cache.info(), after).toMatchObject(counts);
  }

  close(): void {
    this.#cache.close();
  }

  #open(): PredictionCache {
    return new PredictionCache(CacheFile.open(this.#folder), () => this.#time);
  }

  #store(key: string): void {
    const [run, tracks] = runOfKey(key);
    this.#cache.storeRun(run, tracks);
    if (!this.#model.has(key)) this.#model.set(key, { run, tracks, lastUsed: this.#time });
  }

  #byUse(): Held[] {
    return [...this.#model.values()].sort((a, b) => a.lastUsed - b.lastUsed);
  }

  #anyKey(): string | undefined {
    return [...this.#model.keys()][whole(this.#random, 0, this.#model.size)];
  }

  #anyTrack() {
    const key = this.#anyKey();
    if (key === undefined) return undefined;
    const { tracks } = this.#model.get(key)!;
    const track = tracks[whole(this.#random, 0, tracks.length)]!;
    const end = track.start + track.values.length * track.info.bin;
    const from = whole(this.#random, 0, end);
    return { key, track, from, to: whole(this.#random, from, end + 100) };
  }
}

it.each([1, 2, 3])('agrees with a Map through 250 random operations (seed %i)', (seed) => {
  const pair = new Pair(seed);
  const done = new Set<string>();
  for (let i = 0; i < 250; i++) {
    const name = pair.step();
    done.add(name);
    pair.expectSame(`operation ${i}, ${name}`);
  }
  expect(done.size).toBe(Object.keys(pair.operations).length);
  pair.close();
});
