/**
 * What was predicted, kept between runs of the program and shared between its processes.
 *
 *     const cache = PredictionCache.open(folder);
 *     if (cache.findRun(key) === undefined) {
 *       const { run, tracks } = await predict(); // the whole run, or an error
 *       cache.storeRun(run, tracks);
 *     }
 *     const exact = cache.readTrack(key, 'entropy', 1_000, 2_000);
 *     const drawn = cache.readView(key, 'entropy', 0, 1_000_000, 1_000);
 *     cache.close();
 */
export { predictionBytes, pruneCache, reportCache } from './cache-care.ts';
export { expectOwnDisk } from './file/index.ts';
export { type KeptEdit } from './edit-store.ts';
export {
  takeLock,
  type HeldLock,
  claimPassFolder,
  type PassPlaces,
  ScratchFolder,
} from './folders/index.ts';
export { PredictionCache } from './prediction-cache.ts';
export { LayeredCache, ReadOnlyCache, type RunCache } from './run-cache.ts';
export { SortedSpool } from './sorted-spool.ts';
export { viewValues } from './tiles/index.ts';
