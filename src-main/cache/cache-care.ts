import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PredictionCache } from './prediction-cache.ts';
import type { CacheInfo } from './tiles/index.ts';
import type { Pruned, PruneOptions } from './prune.ts';
import { cacheFolders } from '../home/index.ts';
import { leftPasses, removePasses } from './folders/index.ts';

/** Bytes of the predictions in a cache folder; 0 where there are none. */
export function predictionBytes(folder: string): number {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => /^predictions\.sqlite(-wal)?$/.test(name))
    .reduce(
      (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
}

/** What the cache folder holds, by kind. */
export interface CacheReport {
  readonly folder: string;
  readonly predictions: CacheInfo;
  /** Bytes of compiled graphs and of indexes: made again when needed. */
  readonly graphBytes: number;
  readonly indexBytes: number;
  /** Tables of scored variants that projects have. */
  readonly variantBytes: number;
  /** Evaluations that projects have. */
  readonly evaluationBytes: number;
  /** Pooled features that probes are fitted to. */
  readonly embeddingBytes: number;
  /** Of models from the hub that did not come to their end. */
  readonly downloadBytes: number;
  /** Checkpoints of passes that were stopped and can go on. */
  readonly stoppedPasses: number;
  readonly stoppedPassBytes: number;
  /** In words, passes that may run where it cannot be told from here, and how to be rid of them. */
  readonly notes: readonly string[];
}

export function reportCache(folder: string): CacheReport {
  const { graphs, passes, indexes, variants, evaluations, embeddings, hub } = cacheFolders(folder);
  const { stopped, unknown } = leftPasses(passes);
  return {
    folder,
    predictions: withCache(folder, (cache) => cache.info()),
    graphBytes: folderBytes(graphs),
    indexBytes: folderBytes(indexes),
    variantBytes: folderBytes(variants),
    evaluationBytes: folderBytes(evaluations),
    embeddingBytes: folderBytes(embeddings),
    downloadBytes: folderBytes(hub),
    stoppedPasses: stopped.length,
    stoppedPassBytes: stopped.reduce((sum, { path }) => sum + folderBytes(path), 0),
    notes: unknown.map(({ note }) => note),
  };
}

/** What was stopped and nobody went on with for this long is taken to be given up. */
const givenUpDays = 7;

/**
 * Removes predictions by age or size, embeddings by age, and passes and downloads given up;
 * `all` removes everything that can be made again.
 */
export function pruneCache(
  folder: string,
  options: PruneOptions,
): Pruned & Pick<CacheReport, 'notes'> {
  const { graphs, passes, indexes, variants, evaluations, embeddings, hub } = cacheFolders(folder);
  const all = [graphs, passes, indexes, variants, evaluations, embeddings, hub];
  const before = all.reduce((sum, path) => sum + folderBytes(path), 0);
  const pruned = withCache(folder, (cache) => cache.prune(options));
  const days = options.all ? 0 : (options.olderThanDays ?? givenUpDays);
  const { stopped, unknown } = leftPasses(passes);
  removePasses(
    passes,
    stopped.filter(({ stoppedAt }) => isPast(stoppedAt, days)),
  );
  removeGivenUp(hub, days);
  const unused = options.all ? 0 : options.olderThanDays;
  if (unused !== undefined) removeUnused(embeddings, unused);
  if (options.all) {
    for (const path of [graphs, indexes, variants, evaluations])
      rmSync(path, { recursive: true, force: true });
  }
  const after = all.reduce((sum, path) => sum + folderBytes(path), 0);
  return {
    ...pruned,
    bytes: pruned.bytes + before - after,
    notes: unknown.map(({ note }) => note),
  };
}

/** True where `time`, milliseconds since 1970, is so many days ago; of 0 days also where the clock was set back. */
function isPast(time: number, days: number): boolean {
  return days === 0 || Date.now() - time >= days * 86_400_000;
}

/** Removes downloads to which nothing was added for so many days. */
function removeGivenUp(hub: string, days: number): void {
  if (!existsSync(hub)) return;
  for (const name of readdirSync(hub)) {
    const path = join(hub, name);
    const times = filesBelow(path).map((file) => statSync(file).mtimeMs);
    const latest = Math.max(statSync(path).mtimeMs, ...times);
    if (isPast(latest, days)) rmSync(path, { recursive: true, force: true });
  }
}

/** Removes the files of a folder that nobody used for so many days. */
function removeUnused(folder: string, days: number): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (isPast(statSync(path).mtimeMs, days)) rmSync(path, { force: true });
  }
}

function withCache<T>(folder: string, use: (cache: PredictionCache) => T): T {
  const cache = PredictionCache.open(folder);
  try {
    return use(cache);
  } finally {
    cache.close();
  }
}

function folderBytes(folder: string): number {
  return filesBelow(folder).reduce((sum, path) => {
    return sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0);
  }, 0);
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
