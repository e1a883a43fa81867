import {
  isMegabaseError,
  type EffectsEstimate,
  type ProviderChoice,
} from '../../contract/index.ts';
import { countReadings, effectReading } from '../../analysis/effects/index.ts';
import { median } from '../../analysis/estimate/index.ts';
import { namedProvider } from '../../analysis/run/index.ts';
import { findCachedMap, type CachedEnvironment } from './cached-map.ts';
import { estimateReading } from '../runs/index.ts';
import type { MapRequest, SavedMap } from '../saved/index.ts';

/**
 * What a map will read and take. How long a changed sequence takes is known from the project's maps
 * with that model. Errors: those of finding elements.
 */
export async function estimateEffects(
  request: MapRequest,
  provider: ProviderChoice,
  environment: CachedEnvironment & { readonly memory: number | undefined },
  maps: readonly SavedMap[],
): Promise<EffectsEstimate> {
  const { genome, model } = environment;
  const reading = effectReading(request, genome, model.model.manifest);
  const { interval } = reading;
  // As if memory held all that changed sequences borrow from; where it is short some lies in files.
  const pass = await estimateReading({ reading, provider, spill: 'never' }, environment);
  const { cached, elements } = await lookUp(request, provider, environment);
  const { knockOut, background = 0 } = request;
  const answers = countReadings(environment.readings ?? {}, model);
  const shuffles = knockOut.kind === 'shuffle' ? knockOut.times : 1;
  const sequencesOf = (others: number) =>
    elements === undefined ? undefined : elements * shuffles * (1 + background + others);
  const [sequences, own] = [sequencesOf(answers.count), sequencesOf(answers.cost)];
  const passes = (request.elements.kind === 'track' && !pass.cached ? 2 : 1) + answers.cost;
  const each = secondsEach(maps, model.identity.hash, provider);
  const seconds =
    pass.seconds === undefined || each === undefined || own === undefined
      ? undefined
      : passes * pass.seconds + own * each;
  return { ...pass, region: request.region, interval, cached, seconds, elements, sequences };
}

/** Whether the cache has all of a map for that provider, and how many elements it has, as far as that is known. */
async function lookUp(
  request: MapRequest,
  provider: ProviderChoice,
  environment: CachedEnvironment,
): Promise<{ cached: boolean; elements: number | undefined }> {
  let elements: number | undefined;
  try {
    await findCachedMap(request, environment, provider, (count) => (elements = count));
    return { cached: true, elements };
  } catch (error) {
    if (isMegabaseError(error) && error.code === 'cache-missing')
      return { cached: false, elements };
    throw error;
  }
}

/**
 * What a changed sequence took in maps with a model on a provider, the median; `auto` takes the fastest. Undefined
 * without any.
 */
export function secondsEach(
  maps: readonly Pick<SavedMap, 'model' | 'secondsEach' | 'computedBy'>[],
  modelHash: string,
  wanted: ProviderChoice,
): number | undefined {
  const known = maps.filter((map) => map.model.hash === modelHash);
  // Earlier versions did not say; most of what they computed was on the CPU.
  const groups = Map.groupBy(known, ({ computedBy = 'cpu' }) => computedBy);
  const named = namedProvider(wanted);
  const seconds = [...groups].flatMap(([provider, own]) => {
    if (named !== undefined && provider !== named) return [];
    return median(own.flatMap((map) => map.secondsEach ?? [])) ?? [];
  });
  return seconds.length === 0 ? undefined : Math.min(...seconds);
}
