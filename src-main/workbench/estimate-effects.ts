import {
  isMegabaseError,
  type EffectElement,
  type EffectsEstimate,
  type ProviderChoice,
} from '../contract/index.ts';
import { effectInterval, findEffects, findElements } from '../analysis/effects/index.ts';
import type { PredictTools } from '../analysis/predict/index.ts';
import { estimatePass } from './estimate-prediction.ts';
import type { MapRequest, SavedMap } from './project-document.ts';

/**
 * What a map will read and take. How long a changed sequence takes is known from the project's maps
 * with that model. `tools` compute nothing. Errors: those of finding elements.
 */
export async function estimateEffects(
  request: MapRequest,
  provider: ProviderChoice,
  tools: PredictTools,
  maps: readonly SavedMap[],
): Promise<EffectsEstimate> {
  const { fasta, model, cache } = tools;
  const options = { ...request, provider, threads: 1 };
  const interval = effectInterval(request, fasta, model.model.manifest);
  // What changed sequences borrow from lies in memory.
  const asked = { interval, provider, spill: 'never' } as const;
  const pass = await estimatePass(asked, { model, genome: fasta, cache: cache! });
  const elements = await unlessLost(findElements(options, tools));
  const cached =
    elements !== undefined && (await unlessLost(findEffects(options, tools))) !== undefined;
  const sequences = elements && sequencesOf(request, elements);
  const passes = request.elements.kind === 'track' && !pass.cached ? 2 : 1;
  const each = secondsEach(maps.filter((map) => map.model.hash === model.identity.hash));
  const seconds =
    pass.seconds === undefined || each === undefined || sequences === undefined
      ? undefined
      : passes * pass.seconds + sequences * each;
  return {
    ...{ ...pass, region: request.region, interval, cached, seconds },
    ...{ elements: elements?.length, sequences },
  };
}

function sequencesOf({ knockOut }: MapRequest, elements: readonly EffectElement[]): number {
  return elements.length * (knockOut.kind === 'shuffle' ? knockOut.times : 1);
}

/** The median. */
function secondsEach(maps: readonly SavedMap[]): number | undefined {
  const known = maps.flatMap((map) => map.secondsEach ?? []).sort((a, b) => a - b);
  return known[Math.floor(known.length / 2)];
}

/** Undefined where something would have to be computed first. */
async function unlessLost<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (isMegabaseError(error) && error.code === 'cache-missing') return undefined;
    throw error;
  }
}
