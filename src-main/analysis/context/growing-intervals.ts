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
  // The place in whole bins, from the start of the whole.
  const held = {
    start: inBins(place.start - start),
    end: Math.ceil((place.end - start) / bin) * bin,
  };
  const intervals: Region[] = [];
  for (let length = Math.ceil(window / bin) * bin; length < end - start; length *= 2) {
    if (length < held.end - held.start) continue;
    const last = start + Math.min(inBins(end - length - start), held.start);
    const round = start + Math.max(inBins(middle - length / 2 - start), held.end - length, 0);
    const first = Math.min(last, round);
    intervals.push({ contig, start: first, end: Math.min(end, first + length) });
  }
  return [...intervals, whole];
}
