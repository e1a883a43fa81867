import type { RunInfo, TrackInfo } from '../../contract/index.ts';

/** A track that the cache holds, and where its values lie. */
export interface StoredTrack extends TrackInfo {
  /** First base of the first value, 0-based. */
  readonly start: number;
  /** Number of values. */
  readonly count: number;
}

/** A run and what it takes. */
export interface StoredRun extends RunInfo {
  /** Compressed size of its tiles. */
  readonly bytes: number;
  /** ISO 8601, UTC. */
  readonly lastUsedAt: string;
}

/** The cache as a whole. */
export interface CacheInfo {
  readonly path: string;
  /** On disk, with the write-ahead log. */
  readonly bytes: number;
  readonly runs: number;
  readonly tracks: number;
  readonly tiles: number;
  /** Changed sequences whose effects are kept. */
  readonly edits: number;
  readonly schemaVersion: number;
}
