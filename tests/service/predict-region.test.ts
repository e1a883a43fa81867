import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { CacheFile } from '../../src-main/cache/cache-file.ts';
import { PredictionCache } from '../../src-main/cache/index.ts';
import { openFasta, type Fasta } from '../../src-main/readers/index.ts';
import { readModelPackage } from '../../src-main/model/index.ts';
import {
  loadModel,
  predictRegion,
  type PredictListener,
  type PredictTools,
} from '../../src-main/service/index.ts';
import { tutorialGenome } from '../support/cli.ts';
import { referenceModels } from '../support/paths.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const shared = sharedFolder();
const region = { contig: 'chrT2', start: 5000, end: 7000 };
const settings = { flank: 0, provider: 'cpu', threads: 1 } as const;
let fasta: Fasta;
beforeAll(async () => {
  fasta = await openFasta(tutorialGenome, { indexFolder: join(shared, 'indexes') });
  return () => fasta.close();
});

/** A listener that remembers what it was told. */
class Log implements PredictListener {
  readonly notes: string[] = [];
  readonly intervals: boolean[] = [];
  begun = 0;
  onInterval(_region: unknown, _interval: unknown, fromCache: boolean): void {
    this.intervals.push(fromCache);
  }
  onBegun(): void {
    this.begun += 1;
  }
  onProgress(): void {
    // Its numbers are the engine's.
  }
  onNote(note: string): void {
    this.notes.push(note);
  }
}

async function tools(listener: PredictListener, cache?: PredictionCache): Promise<PredictTools> {
  const model = readModelPackage(referenceModels['hawk-tutorial']);
  const loaded = await loadModel({ model, origin: 'shipped' });
  const graphs = join(shared, 'graphs');
  return {
    ...{ fasta, model: loaded, cache, graphs, listener },
    startComputeProcess: sharedComputeProcess,
  };
}

it('computes once, and then answers from the cache with equal values', async () => {
  const log = new Log();
  const cache = PredictionCache.open(temporaryFolder());
  const all = await tools(log, cache);
  const first = await predictRegion(region, settings, all);
  const second = await predictRegion(region, { ...settings, chunk: 500, threads: 2 }, all);
  cache.close();
  expect([first.fromCache, second.fromCache]).toEqual([false, true]);
  expect(log.intervals).toEqual([false, true]);
  expect(log.begun).toBe(1);
  expect(second.tracks).toEqual(first.tracks);
  expect(second.run).toEqual(first.run);
});

it('a run that the cache has no room for is still returned, with a note of why it is not kept', async () => {
  const log = new Log();
  const file = CacheFile.open(temporaryFolder());
  const cache = new PredictionCache(file);
  // SQLite answers a file at its page limit as it answers a full disk.
  file.use((db) =>
    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true }))}`),
  );
  const prediction = await predictRegion(region, settings, await tools(log, cache));
  expect(prediction.tracks[0]!.values).toHaveLength(16);
  expect(log.notes).toEqual([
    expect.stringMatching(
      /^the prediction is not kept for next time: The cache .* has no room left/,
    ),
  ]);
  expect(cache.info().runs).toBe(0);
  cache.close();
});

it('a track that the model does not have is refused before anything is read', async () => {
  const log = new Log();
  const asked = predictRegion(region, { ...settings, tracks: ['none'] }, await tools(log));
  await expect(asked).rejects.toMatchObject({ code: 'track-unknown' });
  expect(log.intervals).toEqual([]);
});

it('a pass that is cancelled keeps nothing in the cache', async () => {
  const cache = PredictionCache.open(temporaryFolder());
  const controller = new AbortController();
  const log = new Log();
  log.onBegun = () => controller.abort();
  const all = { ...(await tools(log, cache)), signal: controller.signal };
  await expect(predictRegion(region, settings, all)).rejects.toMatchObject({ code: 'cancelled' });
  expect(cache.info().runs).toBe(0);
  cache.close();
});
