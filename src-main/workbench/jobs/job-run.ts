import { randomUUID } from 'node:crypto';
import {
  errorDetails,
  isMegabaseError,
  type ErrorCode,
  type Job,
  type ShownError,
} from '../../contract/index.ts';
import { RemainingTime, type LearnedTime } from './remaining-time.ts';
import { Throttle } from './throttle.ts';

/** What a job may say of itself while it runs. */
export type JobUpdate = Partial<
  Pick<
    Job,
    | 'fraction'
    | 'progress'
    | 'provider'
    | 'device'
    | 'project'
    | 'run'
    | 'map'
    | 'baseMap'
    | 'variants'
    | 'live'
    | 'probe'
    | 'evaluation'
    | 'curve'
    | 'result'
  >
>;

export type NewJob = Pick<Job, 'kind' | 'title' | 'project' | 'region' | 'ahead'>;

/** Does the work; what it returns is the job's last update. */
export type Work = (tools: {
  readonly update: (change: JobUpdate) => void;
  readonly note: (note: string) => void;
  /** What earlier jobs tell of how long this one takes. */
  readonly learn: (learned: LearnedTime) => void;
  /** Whether nobody has asked for what comes of it yet; see `InAdvance`. */
  readonly isAhead: () => boolean;
  readonly signal: AbortSignal;
}) => Promise<JobUpdate>;

/** A job that is not begun yet. */
export type MadeJob = NewJob & { readonly work: Work };

export interface JobListener {
  onChange(job: Job): void;
  onGone(id: string): void;
  adviceFor(code: ErrorCode): string;
}

/** Milliseconds between two events of one job that differ only in progress. */
export const progressInterval = 100;

/** Kinds that compute changed sequences after a pass. */
const withEdits: ReadonlySet<Job['kind']> = new Set([
  ...(['effects', 'mutagenesis', 'dependencies', 'variants'] as const),
]);

/** One job: its work, and how it stands. It is told of once it is shown. */
export class JobRun {
  readonly description: NewJob;
  readonly work: Work;
  /** False for one that runs beside the queue. */
  readonly queues: boolean;
  readonly #listener: JobListener;
  readonly #controller = new AbortController();
  readonly #throttle: Throttle<Job>;
  readonly #remaining: RemainingTime;
  #job: Job;
  #shown = false;

  constructor(description: NewJob, work: Work, queues: boolean, listener: JobListener) {
    const state = queues ? 'queued' : 'running';
    this.description = description;
    this.work = work;
    this.queues = queues;
    this.#listener = listener;
    this.#remaining = new RemainingTime(withEdits.has(description.kind));
    this.#throttle = new Throttle((job) => listener.onChange(job), progressInterval);
    this.#job = { ...description, id: randomUUID(), state, notes: [] };
  }

  get job(): Job {
    return this.#job;
  }

  get shown(): boolean {
    return this.#shown;
  }

  get hasEnded(): boolean {
    return this.#job.state !== 'queued' && this.#job.state !== 'running';
  }

  /** It waits or runs, and nobody has cancelled it. */
  get isWanted(): boolean {
    return !this.hasEnded && !this.#controller.signal.aborted;
  }

  get isAhead(): boolean {
    return this.#job.ahead === true;
  }

  /** Somebody asks for what was begun in advance. */
  take(): void {
    if (this.isAhead) this.#change({ ahead: undefined });
  }

  show(): void {
    this.#shown = true;
    this.#throttle.emitNow(this.#job);
  }

  /** One that waits is over at once; one that runs ends by itself, soon; one that ended stays so. */
  cancel(): void {
    this.#controller.abort();
    if (this.#job.state === 'queued') this.#change({ state: 'cancelled' });
  }

  /** Does the work. Never rejects: a queue would stand still; gives the error. */
  async run(): Promise<Error | undefined> {
    if (this.hasEnded) return undefined;
    if (this.#job.state === 'queued') this.#change({ state: 'running' });
    const { signal } = this.#controller;
    try {
      const last = await this.work({
        update: (change) => this.#update(change),
        note: (note) => this.#note(note),
        learn: (learned) => this.#remaining.learn(learned),
        isAhead: () => this.isAhead,
        signal,
      });
      // The last progress may have come too soon after the one before it to be told.
      const all = this.#job.fraction === undefined ? undefined : 1;
      this.#end({ ...last, fraction: all, state: 'done' });
      return undefined;
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      this.#end(
        signal.aborted ? { state: 'cancelled' } : { state: 'failed', error: this.#explain(error) },
      );
      return error;
    }
  }

  /** Said once: a job may read an interval more than once, on the same machine each time. */
  #note(note: string): void {
    const { notes } = this.#job;
    if (!notes.includes(note)) this.#change({ notes: [...notes, note] });
  }

  #update(change: JobUpdate): void {
    const before = this.#job;
    const job = (this.#job = { ...before, ...this.#timed(change) });
    const isNew = job.provider !== before.provider || job.live?.run !== before.live?.run;
    if (!this.#shown) this.show();
    else if (isNew) this.#throttle.emitNow(job);
    else this.#throttle.emit(job);
  }

  #timed({ progress, ...change }: JobUpdate): JobUpdate {
    if (!progress) return change;
    return { ...change, progress: { ...progress, secondsLeft: this.#remaining.at(progress) } };
  }

  #change(change: Partial<Job>): void {
    this.#job = { ...this.#job, ...change };
    if (this.#shown) this.#throttle.emitNow(this.#job);
  }

  /** What ran has nothing live any more. */
  #end(change: Partial<Job>): void {
    this.#change({ ...change, live: undefined });
  }

  #explain(error: Error): ShownError {
    const known = isMegabaseError(error);
    const code: ErrorCode = known ? error.code : ranOut(error) ? 'memory-short' : 'unexpected';
    const advice = this.#listener.adviceFor(code);
    return { code, message: error.message, ...(known ? errorDetails(error) : {}), advice };
  }
}

/** Whether V8 had no room for an array: of a result, which is gathered outside the compute process. */
function ranOut(error: Error): boolean {
  return (
    error instanceof RangeError &&
    /allocation failed|invalid (typed )?array( buffer)? length/i.test(error.message)
  );
}
