/**
 * A run: one pass over one interval by one model, named by its content.
 *
 *     const read = await readInterval(region, { flank }, context);
 *     const key = runKey({ ...read, start: read.interval.start });
 *     const computed = await computeRun({ key, region, ...read }, settings, context);
 */
export { computeRun, type FinalTracks, type RawSink } from './compute-run.ts';
export { jobModel } from './job-model.ts';
export { cutKept, keepAndCut } from './keep-run.ts';
export { passListener } from './pass-listener.ts';
export { readInterval, type IntervalChoice } from './read-interval.ts';
export { answeredBy } from './provider-cache.ts';
export { PassProviders } from './pass-providers.ts';
export { answeringKeys, namedProvider, resumingKey, storingKey } from './provider-key.ts';
export { runKey } from './run-key.ts';
export { likelihoodOfWindows, likelihoodWindow, PlaceLikelihood } from './run-likelihood.ts';
