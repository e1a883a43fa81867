/**
 * What changes of a sequence do to what a model says of it.
 *
 *     const settings = { provider: 'auto', threads: 2, tolerance: defaultTolerance };
 *     const reference = await perturbInterval({ start, tokens }, tasks, settings, context, take);
 */
export { baseMapMetadata, baseMapNotes } from './base-map-notes.ts';
export { cachedPartKey } from './cached-part.ts';
export { BatchedResultWriter } from './batched-result-writer.ts';
export {
  defaultTolerance,
  perturbInterval,
  type PerturbationSettings,
} from './perturb-interval.ts';
export type { ReferencePart } from './reference-sequence.ts';
export { binOrigins, decodeResult, perturbationKey, referenceKey } from './result-record.ts';
