/** What of a sequence a model reads for a region, or for changes of it. */
export {
  alikeAfter,
  changeReach,
  chooseReading,
  perturbedReading,
  sideContext,
  wholeWidth,
  type Reading,
} from './choose-reading.ts';
export { sequenceParts, type SequencePart } from './sequence-parts.ts';
export { valuedSpan } from './valued-span.ts';
