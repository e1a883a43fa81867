import {
  largestDistal,
  type Contig,
  type Region,
  type VariantRow,
} from '../../src-main/contract/index.ts';

/** bp on either side of a variant that changes nothing far away. */
const roundVariant = 1000;

/** bp on either side of a variant that stands beside its gene: its reads are seen base by base. */
const closeToVariant = 400;

/** bp on either side of a target beside it. */
const roundTarget = 2500;

/** Where a row is seen: the variant, and the target that it changes most, if there is one. */
export function regionAround(
  { place, stated, scores }: VariantRow,
  contigs: readonly Contig[],
): Region | undefined {
  const own = place ?? (stated && { ...stated, start: stated.pos, end: stated.pos + 1 });
  if (own === undefined) return undefined;
  const target = largestDistal(scores)?.target;
  const start = Math.min(own.start, target?.start ?? own.start);
  const end = Math.max(own.end, target?.end ?? own.end);
  const margin = Math.max(roundVariant, Math.ceil((end - start) / 8));
  return widened({ contig: own.contig, start, end }, margin, contigs);
}

/** A place with what stands next to it. */
export function regionNear(place: Region, contigs: readonly Contig[]): Region | undefined {
  return widened(place, roundVariant, contigs);
}

/**
 * What is seen of a variant side by side, from left to right: its own place, and the target that it changes
 * most; one locus where they lie together. `own`: which of them is the variant's.
 */
export function variantLoci(
  variant: VariantRow,
  contigs: readonly Contig[],
): { readonly loci: readonly Region[]; readonly own: number } {
  const target = largestDistal(variant.scores)?.target;
  const { place } = variant;
  const near = place && widened(place, closeToVariant, contigs);
  const far = target && widened(target, roundTarget, contigs);
  const areApart = near && far && (far.end < near.start || near.end < far.start);
  if (!areApart) {
    const whole = regionAround(variant, contigs);
    return { loci: whole ? [whole] : [], own: 0 };
  }
  return far.start < near.start ? { loci: [far, near], own: 1 } : { loci: [near, far], own: 0 };
}

function widened(
  { contig, start, end }: Region,
  margin: number,
  contigs: readonly Contig[],
): Region | undefined {
  const length = contigs.find(({ name }) => name === contig)?.length;
  if (length === undefined) return undefined;
  const region = {
    contig,
    start: Math.max(0, start - margin),
    end: Math.min(length, end + margin),
  };
  // A position beyond the end of the contig is not shown.
  return region.start < region.end ? region : undefined;
}
