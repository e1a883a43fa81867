/**
 * Variants as changes of a sequence: read, checked, brought into one form, applied.
 *
 *     const normaliser = new VariantNormaliser(genome, { onNote });
 *     const [{ variant, refusal }] = await normaliser.normalise(record);   // one an ALT
 *     const { sequence, map, refused } = applyVariants(letters, interval, [variant.edit]);
 *     map.toEdited(position); map.toReference(position);
 *
 * Positions are 0-based half-open, but for `Variant.id`.
 */
export { chooseEdits, type ChosenEdits } from './apply.ts';
export { BasesWindow } from './bases-window.ts';
export { CoordinateMap } from './coordinate-map.ts';
export {
  editKindOf,
  leftAlign,
  tokenEdit,
  trimAlleles,
  type BaseEdit,
  type ReadBases,
  writeAlleles,
} from './edit.ts';
export { placeAlleles, type PlacedAlleles } from './haplotypes.ts';
export type { SymbolicFields } from './symbolic.ts';
export { VariantNormaliser, type AlleleOutcome, type Variant, variantId } from './normalise.ts';
export { refusalWords, refuse, type RefusalReason, type SkipReason } from './skip-reason.ts';
