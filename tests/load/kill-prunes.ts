import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PredictionCache } from '../../src-main/cache/index.ts';
import type { TrackValues } from '../../src-main/contract/index.ts';
import { makeRun, randomTrack, sameTrack, seeded } from '../cache/random-runs.ts';
import { megabase } from '../support/cli.ts';
import { Random } from '../support/random.ts';
import { expectSoundCache } from './check-cache.ts';
import { startAndKill } from './kill.ts';
import type { LoadOptions } from './run.ts';

const runs = 40;
const valuesPerRun = 30_000;

/** Kills prunes: the cache is sound, what is left are the runs used last, and each reads as it was. */
export async function killPrunes({ times, seed, folder, print }: LoadOptions): Promise<void> {
  const [full, home] = [join(folder, 'full'), join(folder, 'home')];
  const cacheFolder = join(home, 'cache');
  const tracks = Array.from({ length: runs }, (_, i) =>
    randomTrack(seeded(i), 'track', valuesPerRun),
  );
  const bytes = fill(full, tracks);
  const random = new Random(seed);
  const left: number[] = [];
  for (let i = 0; i < times; i++) {
    rmSync(cacheFolder, { recursive: true, force: true });
    cpSync(full, cacheFolder, { recursive: true });
    const target = Math.round(bytes * random.between(0, 0.9));
    const prune = ['cache', 'prune', '--max-size', String(target)];
    const kill = { from: { folder: cacheFolder, prefix: 'predictions' }, within: 400 };
    await startAndKill(prune, { home }, kill, random);
    expectSoundCache(cacheFolder);
    left.push(expectNewest(cacheFolder, tracks, i));
    const { code, stderr } = await megabase(prune, { home });
    if (code !== 0) throw new Error(`the prune after kill ${i}: ${stderr}`);
    expectSoundCache(cacheFolder);
    expectNewest(cacheFolder, tracks, i);
  }
  const halfway = left.filter((count) => count > 0 && count < runs).length;
  print(
    `${times} kills: the cache was sound each time; ${left.filter((n) => n === runs).length} ` +
      `times nothing was removed yet, ${halfway} times some; all that was left was read`,
  );
}

/** Its size in bytes. */
function fill(folder: string, tracks: readonly TrackValues[]): number {
  const cache = PredictionCache.open(folder);
  tracks.forEach((track, i) => cache.storeRun(makeRun(`run ${i}`), [track]));
  const { bytes } = cache.info();
  cache.close();
  return bytes;
}

/** Gives how many runs there are. */
function expectNewest(folder: string, tracks: readonly TrackValues[], kill: number): number {
  const cache = PredictionCache.open(folder);
  try {
    const found = cache.listRuns();
    const first = runs - found.length;
    for (const [i, wanted] of tracks.entries()) {
      if (i < first) continue;
      if (cache.findRun(`run ${i}`) === undefined)
        throw new Error(`kill ${kill}: run ${i} is gone`);
      const read = cache.readTrack(`run ${i}`, 'track', 0, 1e9);
      if (!sameTrack(read, wanted)) throw new Error(`kill ${kill}: run ${i} reads otherwise`);
    }
    return found.length;
  } finally {
    cache.close();
  }
}
