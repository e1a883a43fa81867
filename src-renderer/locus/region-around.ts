import {
  largestDistal,
  type Contig,
  type Region,
  type VariantRow,
} from '../../src-main/contract/index.ts';

/** bp on either side of a variant that changes nothing far away. */
const roundVariant = 1000;

/** Where a row is seen: the variant, and the target that it changes most, if there is one. */
export function regionAround(
  { place, stated, scores }: VariantRow,
  contigs: readonly Contig[],
): Region | undefined {
  const own = place ?? (stated && { ...stated, start: stated.pos, end: stated.pos + 1 });
  const length = contigs.find(({ name }) => name === own?.contig)?.length;
  if (own === undefined || length === undefined) return undefined;
  const { contig } = own;
  const target = largestDistal(scores)?.target;
  const start = Math.min(own.start, target?.start ?? own.start);
  const end = Math.max(own.end, target?.end ?? own.end);
  const margin = Math.max(roundVariant, Math.ceil((end - start) / 8));
  const region = {
    contig,
    start: Math.max(0, start - margin),
    end: Math.min(length, end + margin),
  };
  // A position beyond the end of the contig is not shown.
  return region.start < region.end ? region : undefined;
}
