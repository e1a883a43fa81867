/**
 * Parts of a run, put together as one run would have written them.
 *
 *     const parts = checkParts(opened);          // all shards of one run, each once
 *     const head = mergeHeads(parts);
 *     await copySection(parts, 0, sink);         // blocks, each from the part that has it
 */
export { checkParts } from './check-parts.ts';
export { copyJsonRegions, copyJsonRows } from './json-rows.ts';
export { readLastLine } from './last-line.ts';
export { mergeHeads } from './merge-heads.ts';
export { PartBytes, type Sink } from './part-bytes.ts';
export { mergedKey, mergedText, readHead, readNote } from './read-head.ts';
export {
  copyRows,
  copySection,
  expectRows,
  readTitles,
  type LineChange,
  type OpenPart,
  type RowsEnd,
} from './rows.ts';
