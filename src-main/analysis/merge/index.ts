/**
 * Parts of a run put together.
 *
 *     const events = mergeParts({ parts: ['a.bw', 'b.bw'], out: 'whole.bw' }, signal);
 *     const { files } = await resultOf(events, show);
 */
export { mergeFormat } from './layouts.ts';
export { mergeParts, mergePaths } from './merge-parts.ts';
