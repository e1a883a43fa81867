import { defined } from '../../contract/index.ts';
import type { BinValues } from './bin-values.ts';

/** Runs of neighbouring bins, in bp, in which one of the tracks reaches the threshold. */
export function passingBins(
  tracks: readonly BinValues[],
  bin: number,
  threshold: number,
): { start: number; end: number }[] {
  const { first, end } = defined(tracks[0]).range;
  const found: { start: number; end: number }[] = [];
  for (let b = first; b < end; b++) {
    if (!tracks.some((track) => track.at(b) >= threshold)) continue;
    const last = found.at(-1);
    if (last?.end === b * bin) last.end += bin;
    else found.push({ start: b * bin, end: (b + 1) * bin });
  }
  return found;
}
