import {
  formatRegion,
  isMegabaseError,
  MegabaseError,
  type EffectMap,
  type ProviderChoice,
} from '../../contract/index.ts';
import type { PredictionCache } from '../../cache/index.ts';
import { findEffects, type ReadingChoice } from '../../analysis/effects/index.ts';
import type { Environment } from '../../analysis/environment/index.ts';
import { resultOf } from '../../analysis/events/index.ts';
import type { LoadedModel } from '../../library/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import type { MapRequest } from '../saved/index.ts';

/** An environment in which nothing is computed. */
export interface CachedEnvironment extends Environment {
  readonly cache: PredictionCache;
  readonly cachedOnly: true;
  /** Answers beside the model's own, of a map that has some. */
  readonly readings?: ReadingChoice | undefined;
}

export function cachedEnvironment(
  genome: Genome,
  model: LoadedModel,
  cache: PredictionCache,
): CachedEnvironment {
  return { genome, model, cache, cachedOnly: true, graphs: '' };
}

/**
 * A map as the cache has it of a provider, of any for `auto`. `onElements` gets the number of its elements once
 * they are found, which may be where its effects are not. Errors: `cache-missing` where something is not in the
 * cache; those of reading the files that the map is made from.
 */
export async function findCachedMap(
  request: MapRequest,
  environment: CachedEnvironment,
  provider: ProviderChoice = 'auto',
  onElements?: (count: number) => void,
): Promise<EffectMap> {
  const { readings } = environment;
  // Nothing runs, so one thread will do.
  const spec = { ...request, readings, provider, threads: 1 };
  const events = findEffects(environment, spec, new AbortController().signal);
  const { map } = await resultOf(events, (event) => {
    if (event.kind === 'partial') onElements?.(event.partial.length);
  });
  return map;
}

/**
 * The numbers of a map that was made before. Errors: `cache-missing` where some of them are gone; those
 * of reading the files that it was made from.
 */
export async function cachedMap(
  request: MapRequest,
  environment: CachedEnvironment,
): Promise<EffectMap> {
  try {
    return await findCachedMap(request, environment);
  } catch (error) {
    if (!isMegabaseError(error) || error.code !== 'cache-missing') throw error;
    const what = `The effects in ${formatRegion(request.region)} cannot be shown`;
    throw new MegabaseError('cache-missing', `${what}: ${error.message} Compute them again.`, {
      cause: error,
    });
  }
}
