import type { Region, TrackValues } from '../../contract/index.ts';

/** Neighbouring bins of a track, with their values. 0-based half-open. */
export interface PassingStretch extends Region {
  readonly values: Float32Array;
}

/** Where a track reaches the threshold, without what juts out of `region`. */
export function passingStretches(
  { info, start, values }: TrackValues,
  region: Region,
  threshold: number,
): PassingStretch[] {
  const found: PassingStretch[] = [];
  let from: number | undefined;
  for (let i = 0; i <= values.length; i++) {
    const passes = i < values.length && values[i]! >= threshold;
    if (passes) from ??= i;
    if (passes || from === undefined) continue;
    found.push({
      contig: region.contig,
      start: Math.max(region.start, start + from * info.bin),
      end: Math.min(region.end, start + i * info.bin),
      values: values.subarray(from, i),
    });
    from = undefined;
  }
  return found;
}
