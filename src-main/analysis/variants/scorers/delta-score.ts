import type { DeltaScore } from '../../../contract/index.ts';
import { binPairs, type ChangedTrack } from './changed-bins.ts';

/** Where an annotation has the ends of exons: a base, 0-based, is the first or the last of one. */
export type IsAnnotated = (position: number) => boolean;

/**
 * The largest gain and loss of a track within `distance` bp of `site`, the first of those alike. With
 * `isAnnotated` a gain at an annotated site and a loss elsewhere are 0, as SpliceAI masks them (Jaganathan et
 * al. 2019). Undefined where no bin has a value.
 */
export function deltaScore(
  track: ChangedTrack,
  { site, distance }: { readonly site: number; readonly distance: number },
  isAnnotated?: IsAnnotated,
): Omit<DeltaScore, 'gene'> | undefined {
  const { bin: width, id } = track.info;
  let gain: { size: number; bin: number } | undefined;
  let loss: { size: number; bin: number } | undefined;
  const near = { start: site - distance, end: site + distance + 1 };
  for (const { bin, reference, alternative } of binPairs(track, near)) {
    const change = alternative - reference;
    if (gain === undefined || change > gain.size) gain = { size: change, bin };
    if (loss === undefined || -change > loss.size) loss = { size: -change, bin };
  }
  if (gain === undefined || loss === undefined) return undefined;
  const isSite = (bin: number) =>
    Array.from({ length: width }, (_, i) => bin * width + i).some((base) => isAnnotated?.(base));
  const offset = (bin: number) => bin * width + Math.floor(width / 2) - site;
  return {
    track: id,
    gain: isAnnotated && isSite(gain.bin) ? 0 : gain.size,
    gainOffset: offset(gain.bin),
    loss: isAnnotated && !isSite(loss.bin) ? 0 : loss.size,
    lossOffset: offset(loss.bin),
  };
}
