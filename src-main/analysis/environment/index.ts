/**
 * What analyses work on and with: the genome, the model, the cache and the program's folders.
 *
 *     const environment = await openEnvironment({ fasta, cache: true }, { onNote, signal });
 *     const [region] = await environment.regions(['chr1:1-1,000,000']);
 *     for await (const event of predict({ ...environment, model }, { region, ...settings }, signal)) ...
 */
export { type AnalysisContext, type ComputeSettings, type Environment } from './environment.ts';
export { autoCache, chooseCache, type CacheChoice } from './choose-cache.ts';
export { mostThreads } from './most-threads.ts';
export {
  isWholeGenome,
  openEnvironment,
  readRegions,
  type OpenEnvironment,
} from './open-environment.ts';
export { watchCompute, type ComputeListener } from './watch-compute.ts';
