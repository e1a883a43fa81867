import type { IgvTrack } from '../igv-types.ts';

/**
 * Has a track ask for one base where it would for none. A view that was closed while it waited for its
 * turn is no px wide, and igv calls it a fault that there is no sequence under its reads.
 */
export function askForBases(track: IgvTrack): void {
  const getFeatures = track.getFeatures?.bind(track);
  if (!getFeatures) return;
  const some: typeof getFeatures = (chr, start, end, ...others) =>
    getFeatures(chr, start, Math.max(start + 1, end), ...others);
  Object.defineProperty(track, 'getFeatures', { value: some, configurable: true });
}
