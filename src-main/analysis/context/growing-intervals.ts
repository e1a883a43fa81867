import type { Region } from '../../contract/index.ts';

/**
 * Intervals of `window` bp, twice that, and so on, in whole bins round the middle of a place, and at last
 * the whole. One that meets an end of the whole goes on at the other side.
 */
export function growingIntervals(
  place: Region,
  whole: Region,
  { window, bin }: { readonly window: number; readonly bin: number },
): Region[] {
  const { contig, start, end } = whole;
  const middle = (place.start + place.end) / 2;
  const inBins = (bp: number) => Math.floor(bp / bin) * bin;
  const intervals: Region[] = [];
  for (let length = Math.ceil(window / bin) * bin; length < end - start; length *= 2) {
    const last = start + inBins(end - length - start);
    const first = Math.min(last, start + Math.max(0, inBins(middle - length / 2 - start)));
    intervals.push({ contig, start: first, end: Math.min(end, first + length) });
  }
  return [...intervals, whole];
}
