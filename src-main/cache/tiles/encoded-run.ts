import type { RunInfo, TrackInfo } from '../../contract/index.ts';
import type { TrackSpan } from './levels.ts';

/** A run ready to be written. */
export interface EncodedRun {
  readonly run: RunInfo;
  readonly tracks: readonly EncodedTrack[];
}

/** A track ready to be written. */
export interface EncodedTrack {
  readonly info: TrackInfo;
  readonly span: TrackSpan;
  readonly tiles: readonly EncodedTile[];
}

export interface EncodedTile {
  readonly level: number;
  /** From 0, at the level's first bin. */
  readonly position: number;
  readonly data: Buffer;
}
