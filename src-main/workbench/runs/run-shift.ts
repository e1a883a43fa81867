import type { PredictionCache } from '../../cache/index.ts';
import type { SavedRun } from '../saved/index.ts';

/**
 * The bases by which a run lies behind the place that the cache speaks of: the content may have been
 * computed elsewhere. A multiple of the largest bin, by what goes into the key.
 * Error: `cache-missing`.
 */
export function runShift({ key, interval }: SavedRun, cache: PredictionCache): number {
  // Every track begins with the interval that was read; finding the run would count as a use.
  const [track] = cache.tracksOf(key);
  return track === undefined ? 0 : interval.start - track.start;
}
