import type { Region } from '../genome/index.ts';
import type { TrackValues } from './track.ts';

/** The model a run was made with, as far as a reader of its results needs to know. */
export interface ModelIdentity {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly family: string;
  /** SHA-256 of the whole package, hex. */
  readonly hash: string;
  /**
   * bp of the tiles in which it reads, where it carries no state: all the context that it has. Absent
   * for a model that reads an interval as one.
   */
  readonly tile?: number | undefined;
}

/** How likely a model takes what it read, window by window. Natural log, mean of a window's known bases. */
export interface RunLikelihood {
  /** bp of a window, and how many of them are known to half or more. */
  readonly window: number;
  readonly windows: number;
  /** Of the windows' means. */
  readonly median: number;
  /** Windows far below the run's own median, and where the first of them start, bp from the interval's start. */
  readonly low: number;
  readonly lowAt: readonly number[];
  /** What the model's maker states: median, and the least that is usual. */
  readonly usual?: { readonly median: number; readonly least: number } | undefined;
}

/** Sequence that a model takes for far less likely than usual. */
export interface UnfamiliarPlace {
  /** Natural log, mean of a base. */
  readonly logLikelihood: number;
  /** The same of what is usual. */
  readonly usual: number;
  /** Usual for the model, by its maker; or for what was read with it, of which all else is likely. */
  readonly of: 'model' | 'interval';
}

/**
 * One pass over one interval, read in one piece, or in tiles by a model that carries no state;
 * outside the interval the model saw nothing. `key` names the content: sequence, model, engine version and settings, not the
 * contig's name, the file or the day.
 */
export interface RunInfo {
  /** SHA-256 over sequence bytes, model hash, engine version and settings, hex. */
  readonly key: string;
  readonly model: ModelIdentity;
  readonly interval: Region;
  readonly engineVersion: string;
  /**
   * Execution provider that computed it: `cpu`, `cuda`, ...; `webgpu, then cpu` where the GPU failed, or the pass was
   * stopped and gone on from elsewhere.
   */
  readonly provider: string;
  /** How it was computed, by name: tokens a chunk, threads, ... */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Wall time of the pass in seconds; of one that was resumed, over all attempts. */
  readonly seconds: number;
  /** Largest resident memory of the compute process, bytes. */
  readonly peakBytes: number;
  /** Absent of a model without a likelihood, and of runs that were kept before it was told. */
  readonly likelihood?: RunLikelihood | undefined;
}

/** Tracks of one region, cut from the run that holds it. */
export interface Prediction {
  readonly run: RunInfo;
  readonly region: Region;
  readonly tracks: readonly TrackValues[];
  /** True where nothing was computed for it. */
  readonly fromCache: boolean;
}
