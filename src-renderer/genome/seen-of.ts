import type { Region } from '../../src-main/contract/index.ts';
import type { LocusPlace } from '../browser/index.ts';
import { lengthOf } from '../locus/index.ts';

/** px from the left of what igv draws in. */
export interface SeenPart {
  readonly left: number;
  readonly width: number;
}

/** What is seen of a region in each of the loci that show something of it. */
export function seenOf({ contig, start, end }: Region, loci: readonly LocusPlace[]): SeenPart[] {
  return loci.flatMap(({ region, left, width }) => {
    if (contig !== region.contig) return [];
    const x = (base: number) => left + ((base - region.start) / lengthOf(region)) * width;
    const [from, to] = [Math.max(left, x(start)), Math.min(left + width, x(end))];
    return to > from ? [{ left: from, width: to - from }] : [];
  });
}
