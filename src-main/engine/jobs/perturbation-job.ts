import type { Edit } from '../../sequence/index.ts';
import type { BinPieces, PassJob } from './pass-job.ts';

/** What is asked of an edited sequence. */
export interface PerturbationTask {
  /** In order, apart from each other; tokens count from the interval's start. */
  readonly edits: readonly Edit[];
  /** Wants the bins of all tracks that the edits change. */
  readonly tracks: boolean;
  /**
   * What a base has before which something is put in, in tracks of one value a base: the mean over all that
   * stands on it, or the largest. The mean where absent, and of a model with a state.
   */
  readonly insertion?: 'max' | undefined;
  /** Tokens whose values are wanted in the reference, too. */
  readonly around?: TokenRange | undefined;
  /**
   * Wants the distributions of these tokens: `before` of the unchanged sequence, `after` of the
   * edited one.
   */
  readonly distributions?: { readonly before: TokenRange; readonly after: TokenRange } | undefined;
}

/** Tokens, 0-based half-open. */
export interface TokenRange {
  readonly start: number;
  readonly end: number;
}

/** One of several answers, of which a model otherwise gives one for all. */
export interface PartialReading {
  /**
   * `forward`: what the sequence as it is says, alone; `reverse`: what its reverse complement says, alone, told of
   * the sequence as it is: tracks of one strand change places with those of the other, and have no value without.
   */
  readonly strand?: 'forward' | 'reverse' | undefined;
  /** Which member of a model that has several, from 0. */
  readonly member?: number | undefined;
}

/** One pass over an interval, and what each of some edits changes of it. */
export interface PerturbationJob extends Omit<PassJob, 'raw' | 'checkpoint' | 'window'> {
  readonly tasks: readonly PerturbationTask[];
  /** Tokens whose own bins are wanted, a `tracks` reply each; those of the whole sequence where absent. */
  readonly parts?: readonly TokenRange[] | undefined;
  /** Tokens a block, by which what has changed is told; chosen from the model where absent. */
  readonly block?: number | undefined;
  /**
   * How many tasks, in order, are of each part and of no other: what is read for one may then be let go
   * of before the next. All may be of any where absent.
   */
  readonly tasksOfParts?: readonly number[] | undefined;
  /**
   * bp of the windows of each part whose likelihood is wanted, of the unchanged sequence; of a model without
   * a likelihood none comes.
   */
  readonly likelihoodWindow?: number | undefined;
  /** All that the model has to say where absent. */
  readonly reading?: PartialReading | undefined;
  /**
   * What counts as unchanged: hidden states that are off by less than so many of their root mean squares, or
   * that change what a layer gives by less than so many of its own, twice as many in the last layer; and tokens of
   * which what a layer gives is off by less, or by half as much where another layer reads it.
   */
  readonly tolerance: number;
}

/** What a task has led to. */
export interface PerturbationResult {
  /** Index of the task in its job. */
  readonly task: number;
  /** Tokens of the unchanged sequence that were computed again. */
  readonly window: TokenRange;
  /** The bins that changed, or may have; NaN where all of a bin is deleted. */
  readonly bins?: BinPieces | undefined;
  /** ln P of A, C, G and T, `[t, 4]`; NaN where nothing tells a base. */
  readonly distributions?:
    { readonly before: Float32Array; readonly after: Float32Array } | undefined;
}
