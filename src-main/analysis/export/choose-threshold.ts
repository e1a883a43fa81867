import { MegabaseError, type TrackInfo } from '../../contract/index.ts';

/** Where a bin of a track in this unit passes when no threshold was given. */
const defaultThresholds: Readonly<Record<string, number>> = { probability: 0.5 };

/**
 * The value from which on a bin passes, as float32, so that a value printed as 0.7 reaches a
 * threshold of 0.7. Error: `usage` where it is no number, or missing for a unit that has no usual one.
 */
export function chooseThreshold(tracks: readonly TrackInfo[], given: number | undefined): number {
  if (given !== undefined) {
    if (Number.isFinite(given)) return Math.fround(given);
    throw new MegabaseError('usage', `The threshold must be a number; found ${given}.`);
  }
  const thresholds = tracks.map(({ id, unit }) => {
    const usual = defaultThresholds[unit];
    if (usual !== undefined) return usual;
    throw new MegabaseError(
      'usage',
      `Track ${id} is in ${unit}, which has no usual threshold: give the value at which a bin passes ` +
        `(--threshold).`,
    );
  });
  return thresholds[0] ?? 0;
}
