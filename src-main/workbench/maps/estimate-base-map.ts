import type { EffectsEstimate, ProviderChoice } from '../../contract/index.ts';
import { measureDependencies } from '../../analysis/dependencies/index.ts';
import { measureMutagenesis, type MutagenesisSize } from '../../analysis/mutagenesis/index.ts';
import { findCachedBaseMap } from './cached-base-map.ts';
import type { CachedEnvironment } from './cached-map.ts';
import { secondsEach } from './estimate-effects.ts';
import { estimateReading } from '../runs/index.ts';
import type { SavedBaseMap, SavedBaseMapRequest } from '../saved/index.ts';

/**
 * What a map of bases will read and take. How long a changed sequence takes is known from the project's
 * maps with that model. Errors: those of reading, of finding the readout, and for too long a region.
 */
export async function estimateBaseMap(
  request: SavedBaseMapRequest,
  provider: ProviderChoice,
  environment: CachedEnvironment & { readonly memory: number | undefined },
  maps: readonly SavedBaseMap[],
): Promise<EffectsEstimate> {
  const measured = await measure(request, provider, environment);
  const { count, reading, sequences: perBase, cached } = measured;
  const { interval } = reading;
  // As if memory held all that changed sequences borrow from; where it is short some lies in files.
  const pass = await estimateReading({ reading, provider, spill: 'never' }, environment);
  const sequences = Math.ceil(count * perBase);
  const each = secondsEach(maps, environment.model.identity.hash, provider);
  const isOnePass = perBase < 1;
  const seconds =
    pass.seconds === undefined || (each === undefined && !isOnePass)
      ? undefined
      : pass.seconds + (isOnePass ? 0 : sequences * (each ?? 0));
  return { ...pass, region: request.region, interval, cached, seconds, sequences };
}

async function measure(
  request: SavedBaseMapRequest,
  provider: ProviderChoice,
  environment: CachedEnvironment,
): Promise<Pick<MutagenesisSize, 'count' | 'reading' | 'sequences'> & { cached: boolean }> {
  const { question, ...own } = request;
  const { signal } = new AbortController();
  const context = { ...environment, signal, emit: () => undefined };
  const spec = { ...own, provider, threads: 1 };
  if (question.kind === 'dependencies') return measureDependencies(spec, context);
  const { readout, annotation } = question;
  const size = await measureMutagenesis({ ...spec, readout, annotation }, context);
  // A row of a mutagenesis is five numbers, one of a dependency map is as long as the region.
  const found = await findCachedBaseMap(request, environment, provider);
  return { ...size, cached: found !== undefined };
}
