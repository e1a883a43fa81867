import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type {
  Job,
  PredictRequest,
  ServedWorkbench,
  WorkbenchEvent,
} from '../../src-main/contract/index.ts';
import { PredictionCache } from '../../src-main/cache/index.ts';
import { createWorkbench } from '../../src-main/workbench/index.ts';
import type { Locations } from '../../src-main/home/index.ts';
import type { StartComputeProcess } from '../../src-main/engine/index.ts';

import { root } from '../support/paths.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';

/** The workbench as a window has it, and what a test asks of it besides. */
export interface Bench extends ServedWorkbench {
  readonly locations: Locations;
  readonly seen: WorkbenchEvent[];
  /** Paths that the window may read. */
  readonly shelf: ReadonlySet<string>;
  /** The job once it has ended, or once `reached` says so. */
  readonly ended: (job: Job, reached?: (job: Job) => boolean) => Promise<Job>;
  /** Predicts, waits, and gives the job; it must be done. */
  predicted(request: PredictRequest): Promise<Job & { run: string }>;
  /** What the cache itself says, read through a connection of its own. */
  withCache<T>(read: (cache: PredictionCache) => T): T;
  close(): Promise<void>;
}

/** Places below `folder`, with one small random model (`random-hawk`, bins of 16 bp). */
export function locationsIn(folder: string): Locations {
  const models = join(folder, 'models');
  writeRandomModel(join(models, 'random-hawk'), {
    seed: 1,
    config: { model_type: 'hawk' },
    tracks: { count: 2, bin: 16 },
  });
  return {
    shippedModels: models,
    resources: join(root, 'resources'),
    userModels: join(folder, 'imported'),
    userHeads: join(folder, 'heads'),
    backgrounds: join(folder, 'backgrounds'),
    projects: join(folder, 'projects'),
    cache: join(folder, 'cache'),
    usualCache: join(folder, 'cache'),
    settings: join(folder, 'settings.json'),
    logs: join(folder, 'logs'),
    window: join(folder, 'window'),
    drivenWindows: join(folder, 'driven-windows'),
  };
}

/** A workbench that is closed when the test is over. */
export function openBench(
  locations: Locations,
  startComputeProcess: StartComputeProcess = sharedComputeProcess,
): Bench {
  const shelf = new Set<string>();
  const seen: WorkbenchEvent[] = [];
  const waiting = new Set<(job: Job) => void>();
  const files = {
    register(path: string) {
      shelf.add(path);
      return { name: path.split('/').at(-1)!, url: `/file${path}` };
    },
  };
  const running = createWorkbench({ locations, files, startComputeProcess });
  const { workbench, events } = running;
  events.subscribe((event) => {
    seen.push(structuredClone(event));
    if (event.kind === 'job') waiting.forEach((take) => take(event.job));
  });
  let closed: Promise<void> | undefined;
  const closeOnce = () => (closed ??= running.close());
  onTestFinished(closeOnce);

  const ended: Bench['ended'] = async (job, reached = hasEnded) => {
    const now = (await workbench.jobs()).find(({ id }) => id === job.id) ?? job;
    if (reached(now)) return now;
    return new Promise((resolve, reject) => {
      waiting.add(function take(one) {
        if (one.id !== job.id || !(reached(one) || hasEnded(one))) return;
        waiting.delete(take);
        if (reached(one)) resolve(one);
        else reject(new Error(`The job is ${one.state}: ${one.error?.message}`));
      });
    });
  };
  return {
    ...workbench,
    ...{ locations, seen, shelf, ended, close: closeOnce },
    async predicted(request) {
      const job = await ended(await workbench.predict(request));
      if (job.state !== 'done') throw new Error(`The job is ${job.state}: ${job.error?.message}`);
      return { ...job, run: job.run! };
    },
    withCache(read) {
      const cache = PredictionCache.open(locations.cache);
      try {
        return read(cache);
      } finally {
        cache.close();
      }
    },
  };
}

function hasEnded({ state }: Job): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}
