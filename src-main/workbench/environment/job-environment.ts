import type { PredictionCache } from '../../cache/index.ts';
import { cacheFolders } from '../../home/index.ts';
import type { Environment } from '../../analysis/environment/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import type { LoadedModel } from '../../library/index.ts';
import type { JobContext } from './job-context.ts';

/** What a job on a project's genome works with. Call it as the work begins: the cache may be another one then. */
export function jobEnvironment(
  { genome }: { readonly genome: Genome },
  model: LoadedModel,
  {
    locations,
    cache,
    scratch,
    startComputeProcess,
  }: Pick<JobContext, 'locations' | 'cache' | 'scratch' | 'startComputeProcess'>,
): Environment & { readonly cache: PredictionCache } {
  const { graphs, passes } = cacheFolders(locations.cache);
  return { genome, model, cache: cache.get(), graphs, passes, scratch, startComputeProcess };
}
