/**
 * What work will take before it is begun, for the window and for plans.
 *
 *     const { memoryBytes, seconds } = estimatePass({ length, provider, spill }, { model, cache });
 *     const perBase = processorTime({ model, cache }, { provider, threads }).perBase;
 */
export { estimatePass, lookUpRuns, secondsToRead, type EstimateContext } from './estimate-pass.ts';
export { changedBases, changeTime, readings, recordSeconds } from './change-time.ts';
export { encodeWork } from './change-work.ts';
export { median } from './median.ts';
export { processorTime, programBytes, startSeconds } from './processor-time.ts';
