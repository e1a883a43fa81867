/** Options that several commands take. */
export { addCandidateOptions, checkShares } from './candidate-options.ts';
export {
  addFigureOptions,
  checkBatchUse,
  checkFigureUse,
  type FigureOptions,
} from './figure-options.ts';
export {
  addCacheOptions,
  addComputeOptions,
  addDeviceOptions,
  addSpillOption,
  cacheChoice,
  cacheFolderOption,
  type CacheOptions,
  type ComputeOptions,
  computeSettings,
  flankOption,
  parseAmount,
  parseCount,
  parseNumber,
  type SpillOption,
  toleranceOption,
} from './options.ts';
export { addRunOptions } from './run-options.ts';
export { addDryRunOption, addShardOptions, type ShardOptions } from './shard-options.ts';
