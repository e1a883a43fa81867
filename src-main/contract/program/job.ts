import type { ContextCurve, ModelIdentity } from '../runs/index.ts';
import type { ErrorDetails } from '../errors.ts';
import type { FittedProbeCard } from '../models/index.ts';
import type { PassProgress, Provider } from '../computing/index.ts';
import type { Region } from '../genome/index.ts';

type JobKind =
  | 'predict'
  | 'verify'
  | 'import'
  | 'index'
  | 'export'
  | 'report'
  | 'effects'
  | 'mutagenesis'
  | 'dependencies'
  | 'variants'
  | 'probe'
  | 'evaluation'
  | 'curve';

/** A failure as it is shown: what happened, where, and what to do. */
export interface ShownError extends ErrorDetails {
  readonly code: string;
  readonly message: string;
  readonly advice: string;
}

/**
 * A run that is being computed, once the first of its tracks are final: they become so from the
 * interval's start on.
 */
export interface LiveRun {
  /** `id` that the project's run will have; `view` answers for it already. */
  readonly run: string;
  readonly model: ModelIdentity;
  readonly interval: Region;
  /** Tracks asked for, in order. */
  readonly tracks: readonly string[];
  /** Base up to which they are final. */
  readonly end: number;
}

/** Whether something is computed before anybody asks for it. */
export interface InAdvance {
  /**
   * Only the cache gets what comes of it, and the project nothing. The same request without it takes the job over;
   * any other work that is asked for ends it, for it waits for nothing.
   */
  readonly ahead?: boolean | undefined;
}

/** Work that takes its time. Jobs run one after the other, in the order they were asked for. */
export interface Job {
  readonly id: string;
  readonly kind: JobKind;
  /**
   * Project it belongs to; absent for a model's verification. An index has none until it is done:
   * then the project that its genome was opened for.
   */
  readonly project?: string | undefined;
  /** In the user's words: `chrT1:1-1,000,000 with Hawk tutorial`. */
  readonly title: string;
  /** See `InAdvance`; it leaves the list when it ends. */
  readonly ahead?: boolean | undefined;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  /** Share that is done, 0 to 1, once it runs and can tell. */
  readonly fraction?: number | undefined;
  /** Where a pass stands; absent for an index. */
  readonly progress?: PassProgress | undefined;
  /** Provider in use, once it runs. */
  readonly provider?: Provider | undefined;
  /** The card, as the system names it. */
  readonly device?: string | undefined;
  readonly notes: readonly string[];
  readonly error?: ShownError | undefined;
  /** `id` of the project's run that it led to, for a finished prediction. */
  readonly run?: string | undefined;
  /** `id` of the project's map that it led to, for finished effects. */
  readonly map?: string | undefined;
  /** `id` of the project's map of bases that it led to. */
  readonly baseMap?: string | undefined;
  /** `id` of the project's set that it led to, for scored variants. */
  readonly variants?: string | undefined;
  /** What came of it, for a fitted probe. */
  readonly probe?: FittedProbeCard | undefined;
  /** `id` of the project's evaluation that it led to. */
  readonly evaluation?: string | undefined;
  /** What a context curve has so far. */
  readonly curve?: ContextCurve | undefined;
  /** What a prediction that still runs has for the browser. */
  readonly live?: LiveRun | undefined;
  /** Region it is about. */
  readonly region?: Region | undefined;
  /** What came out, in a sentence, for a finished verification or export. */
  readonly result?: string | undefined;
}
