import type { Region, TrackValues } from '../../contract/index.ts';
import { passingStretches } from '../effects/index.ts';

/** From this probability on a track calls something. */
export const callThreshold = 0.5;

/** Neighbouring bins in which a track is high. 0-based half-open. */
export interface CalledStretch extends Region {
  readonly mean: number;
  readonly max: number;
}

/** What a track calls in a region: nothing of one that is no probability. */
export function calledStretches(track: TrackValues, region: Region): CalledStretch[] {
  if (track.info.unit !== 'probability') return [];
  return passingStretches(track, region, callThreshold).map(({ values, ...place }) => ({
    ...place,
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    max: values.reduce((most, value) => Math.max(most, value), 0),
  }));
}
