import { formatRegion, isMegabaseError, MegabaseError, type EffectMap } from '../contract/index.ts';
import type { PredictionCache } from '../cache/index.ts';
import { findEffects } from '../analysis/effects/index.ts';
import type { LoadedModel } from '../library/index.ts';
import type { PredictTools } from '../analysis/predict/index.ts';
import type { Genome } from '../formats/genome/index.ts';
import type { MapRequest } from './project-document.ts';

/**
 * The numbers of a map that was made, put together from what the cache holds: nothing is computed.
 * Errors: `cache-missing` where some of it is gone; those of reading the files it was made from.
 */
export async function keptMap(request: MapRequest, tools: PredictTools): Promise<EffectMap> {
  try {
    // Nothing runs, so nothing has to be said of how.
    return await findEffects({ ...request, provider: 'cpu', threads: 1 }, tools);
  } catch (error) {
    if (!isMegabaseError(error) || error.code !== 'cache-missing') throw error;
    const what = `The effects in ${formatRegion(request.region)} cannot be shown`;
    throw new MegabaseError('cache-missing', `${what}: ${error.message} Compute them again.`, {
      cause: error,
    });
  }
}

/** Tools that compute nothing. */
export function keptTools(fasta: Genome, model: LoadedModel, cache: PredictionCache): PredictTools {
  const silent = () => undefined;
  const listener = { onInterval: silent, onBegun: silent, onProgress: silent, onNote: silent };
  return { fasta, model, cache, keptOnly: true, graphs: '', listener };
}
