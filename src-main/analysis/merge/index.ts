/**
 * Parts of a run put together.
 *
 *     const events = mergeParts({ parts: ['a.bw', 'b.bw'], out: 'whole.bw' }, signal);
 *     const { files } = await resultOf(events, show);
 */
export {
  mergeParts,
  mergePaths,
  type Merged,
  type MergeProgress,
  type MergeSpec,
} from './merge-parts.ts';
