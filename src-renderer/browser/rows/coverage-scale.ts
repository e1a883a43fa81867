/** A track of igv's that has a scale. */
export interface ScaledTrack {
  dataRange?: { readonly min: number; readonly max: number };
}

/** As igv has it where there is nothing to go by, reads. */
const usual = 100;

/**
 * Keeps the scale of reads' coverage where none is seen. igv asks for it also while it takes new
 * room, or while the reads of where it went are on their way, and would show an axis from 0 to 0
 * beside reads that are drawn.
 */
export function keepCoverageScale(track: ScaledTrack): void {
  const doAutoscale = (features: readonly { readonly value: number }[]) => {
    const highest = Math.max(0, ...features.map(({ value }) => value));
    return { min: 0, max: highest || track.dataRange?.max || usual };
  };
  Object.defineProperty(track, 'doAutoscale', { value: doAutoscale });
}
