import {
  formatRegion,
  MegabaseError,
  type EffectElement,
  type Prediction,
  type Region,
  defined,
} from '../../contract/index.ts';
import type { BedRegion } from '../../formats/bed/index.ts';
import { passingStretches } from './passing-stretches.ts';

/** Elements of one map at most: beyond, a table of elements by targets is no longer of use. */
const maxElements = 100_000;

/** What is knocked out: regions of a BED file, tiles of so many bp, or where a track is high. */
export type ElementSource =
  | { readonly kind: 'bed'; readonly path: string }
  | { readonly kind: 'tile'; readonly bp: number }
  | { readonly kind: 'track'; readonly track: string; readonly threshold: number };

/** The regions of a BED file, on the genome's contigs, that lie inside `region`. */
export function bedElements(regions: readonly BedRegion[], region: Region): EffectElement[] {
  return regions
    .filter(({ contig, start, end }) => {
      return contig === region.contig && start >= region.start && end <= region.end;
    })
    .map(({ contig, start, end, name }) => {
      const place = { contig, start, end };
      return { ...place, name: name ?? formatRegion(place) };
    });
}

/** The region cut into tiles that start at multiples of `bp`; what is left at its ends is shorter. */
export function tileElements({ contig, start, end }: Region, bp: number): EffectElement[] {
  const first = Math.floor(start / bp);
  const count = Math.ceil(end / bp) - first;
  if (count > maxElements) {
    throw new MegabaseError(
      'usage',
      `${formatRegion({ contig, start, end })} has ${count.toLocaleString('en-US')} tiles of ${bp} bp; ` +
        `at most ${maxElements.toLocaleString('en-US')} are knocked out at a time.`,
    );
  }
  return Array.from({ length: count }, (_, i) => {
    const from = Math.max(start, (first + i) * bp);
    const place = { contig, start: from, end: Math.min(end, (first + i + 1) * bp) };
    return { ...place, name: formatRegion(place) };
  });
}

/** The parts of the predicted region in which its first track reaches the threshold. */
export function trackElements(
  { region, tracks: [track] }: Prediction,
  threshold: number,
): EffectElement[] {
  const called = defined(track);
  return passingStretches(called, region, threshold).map(({ contig, start, end }) => {
    const place = { contig, start, end };
    return { ...place, name: `${called.info.label} ${formatRegion(place)}` };
  });
}
