/** What jobs compute with: the models and the cache that are open, and how much of the machine they may take. */
export type { ComputeLimits, JobContext, ProjectJobContext } from './job-context.ts';
export { jobEnvironment } from './job-environment.ts';
export { LoadedModels } from './loaded-models.ts';
export { OpenCache } from './open-cache.ts';
