import { join } from 'node:path';
import type { PredictionCache } from '../../src-main/cache/index.ts';
import type { PassProgress, Region } from '../../src-main/contract/index.ts';
import type { Environment } from '../../src-main/analysis/environment/index.ts';
import { resultOf, type AnalysisEvent } from '../../src-main/analysis/events/index.ts';
import { EventLog, unstopped } from './event-log.ts';
import { sharedComputeProcess } from './shared-compute-process.ts';

/** How a map of a region is found; all of its 300 bp contig is read. */
export interface MapOptions {
  readonly cache?: PredictionCache;
  readonly tolerance?: number;
  readonly signal?: AbortSignal;
  readonly place?: Region;
  readonly onProgress?: (progress: PassProgress) => void;
}

const settings = { provider: 'cpu', threads: 1, chunk: 64, flank: 1000 } as const;

/**
 * Finds a map of `region`, or of the place that a test names, and counts the compute processes that this
 * takes; so tolerant of nothing that nothing is left out.
 */
export async function findMap<Found>(
  find: (
    environment: Environment,
    spec: typeof settings & { readonly region: Region; readonly tolerance: number },
    signal: AbortSignal,
  ) => AsyncIterable<AnalysisEvent<Found>>,
  {
    genome,
    model,
    folder,
    region,
  }: Pick<Environment, 'genome' | 'model'> & { readonly folder: string; readonly region: Region },
  { cache, tolerance = 1e-7, signal = unstopped, place = region, onProgress }: MapOptions,
) {
  let processes = 0;
  const log = new EventLog();
  if (onProgress) log.onProgress = onProgress;
  const environment = {
    ...{ genome, model, cache },
    graphs: join(folder, `graphs-${model.identity.hash.slice(0, 8)}`),
    startComputeProcess() {
      processes += 1;
      return sharedComputeProcess();
    },
  };
  const spec = { ...settings, region: place, tolerance };
  const map = await resultOf(find(environment, spec, signal), log.onEvent);
  return { map, processes, fromCache: log.fromCache, notes: log.notes };
}
