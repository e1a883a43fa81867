import { defined, type Region, type TrackValues } from '../../contract/index.ts';

/** From this probability on a track calls something. */
export const callThreshold = 0.5;

/** Neighbouring bins in which a track is high. 0-based half-open. */
export interface CalledStretch extends Region {
  readonly mean: number;
  readonly max: number;
}

/** What a track calls in a region: nothing of one that is no probability. */
export function calledStretches(
  { info, start, values }: TrackValues,
  region: Region,
): CalledStretch[] {
  if (info.unit !== 'probability') return [];
  const found: CalledStretch[] = [];
  let from: number | undefined;
  for (let i = 0; i <= values.length; i++) {
    const passes = i < values.length && defined(values[i]) >= callThreshold;
    if (passes) from ??= i;
    if (passes || from === undefined) continue;
    const bins = values.subarray(from, i);
    found.push({
      contig: region.contig,
      start: Math.max(region.start, start + from * info.bin),
      end: Math.min(region.end, start + i * info.bin),
      mean: bins.reduce((sum, value) => sum + value, 0) / bins.length,
      max: bins.reduce((most, value) => Math.max(most, value), 0),
    });
    from = undefined;
  }
  return found;
}
