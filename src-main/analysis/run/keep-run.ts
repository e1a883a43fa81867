import {
  isMegabaseError,
  type Prediction,
  type Region,
  type RunInfo,
  type TrackValues,
  defined,
} from '../../contract/index.ts';
import type { RunCache } from '../../cache/index.ts';
import { cutTrack } from './collect-tracks.ts';

/** A run that is wanted, and what of it. */
export interface WantedRun {
  readonly key: string;
  readonly interval: Region;
  readonly region: Region;
  /** Ids of the tracks. */
  readonly tracks: readonly string[];
}

/** A run with all its tracks. */
export interface WholeRun {
  readonly run: RunInfo;
  readonly tracks: readonly TrackValues[];
}

/** A run that is kept, cut to what is wanted: it may lie elsewhere, so its coordinates are moved. */
export function cutKept(
  cache: RunCache,
  run: RunInfo,
  { interval, region, tracks: ids }: WantedRun,
): Prediction {
  const shift = interval.start - run.interval.start;
  const tracks = ids.map((id) => {
    const track = cache.readTrack(run.key, id, region.start - shift, region.end - shift);
    return { ...track, start: track.start + shift };
  });
  return { run: { ...run, interval }, region, tracks, fromCache: true };
}

/** Keeps a run that was computed, and cuts it to what is wanted. */
export function keepAndCut(
  cache: RunCache | undefined,
  { run, tracks }: WholeRun,
  { region, tracks: ids }: WantedRun,
  onNote: (note: string) => void,
): Prediction {
  try {
    cache?.storeRun(run, tracks);
  } catch (error) {
    if (!isMegabaseError(error)) throw error;
    // What was computed is still good: it must not be lost because it could not be kept.
    onNote(`the prediction is not kept for next time: ${error.message}`);
  }
  const cut = ids.map((id) => {
    const track = defined(tracks.find(({ info }) => info.id === id));
    return cutTrack(track, region.start, region.end);
  });
  return { run, region, tracks: cut, fromCache: false };
}
