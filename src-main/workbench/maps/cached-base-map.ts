import {
  formatRegion,
  isMegabaseError,
  MegabaseError,
  type BaseMap,
  type ProviderChoice,
} from '../../contract/index.ts';
import { resultOf } from '../../analysis/events/index.ts';
import { findBaseMap } from './base-map-request.ts';
import type { CachedEnvironment } from './cached-map.ts';
import type { SavedBaseMapRequest } from '../saved/index.ts';

/**
 * A map of bases as the cache has it of a provider, of any for `auto`; undefined where something of it is not there.
 * Errors: those of reading.
 */
export async function findCachedBaseMap(
  request: SavedBaseMapRequest,
  environment: CachedEnvironment,
  provider: ProviderChoice = 'auto',
): Promise<BaseMap | undefined> {
  // Nothing runs, so one thread will do.
  const settings = { provider, threads: 1 };
  const { signal } = new AbortController();
  try {
    return await findBaseMap(request, settings, environment, signal, (events) =>
      resultOf(events, () => undefined),
    );
  } catch (error) {
    if (isMegabaseError(error) && error.code === 'cache-missing') return undefined;
    throw error;
  }
}

/** The numbers of a map that was made before. Errors: `cache-missing` where some are gone; those of reading. */
export async function cachedBaseMap(
  request: SavedBaseMapRequest,
  environment: CachedEnvironment,
): Promise<BaseMap> {
  const found = await findCachedBaseMap(request, environment);
  if (found) return found;
  const what = request.question.kind === 'mutagenesis' ? 'mutagenesis' : 'dependency map';
  throw new MegabaseError(
    'cache-missing',
    `The ${what} of ${formatRegion(request.region)} cannot be shown: some of its values are no ` +
      'longer in the cache. Compute it again.',
  );
}
