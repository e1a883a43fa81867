import type { ComputeSettings } from '../../analysis/environment/index.ts';
import type { ScratchFolder } from '../../cache/index.ts';
import type { StartComputeProcess } from '../../engine/index.ts';
import type { Locations } from '../../home/index.ts';
import type { LoadedModels } from './loaded-models.ts';
import type { OpenCache } from './open-cache.ts';

/** How much of the machine a job may take, as the settings say when it begins. */
export type ComputeLimits = Pick<ComputeSettings, 'threads' | 'memory' | 'progressEvery'>;

/** What jobs that compute work with. */
export interface JobContext {
  readonly locations: Locations;
  readonly models: LoadedModels;
  readonly cache: OpenCache;
  readonly limits: () => ComputeLimits;
  /** For what is not gone on from. */
  readonly scratch: ScratchFolder;
  readonly startComputeProcess: StartComputeProcess | undefined;
}

/** The same for a job that adds something to a project. */
export interface ProjectJobContext extends JobContext {
  /** Tells every window what the project has now. */
  onFinished(): void;
}
