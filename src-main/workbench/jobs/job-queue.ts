import { MegabaseError, type Job } from '../../contract/index.ts';
import { JobRun, type JobListener, type NewJob, type Work } from './job-run.ts';

/**
 * Jobs and how they stand. Those that compute run one after the other, for each takes all cores;
 * those that read files need not wait for them. Ended ones stay until they are dismissed.
 */
export class JobQueue {
  readonly #runs = new Map<string, JobRun>();
  readonly #listener: JobListener;
  /** The end of the queue. */
  #last: Promise<unknown> = Promise.resolve();
  /** Those that were asked for last, by what was asked for. */
  readonly #asked = new Map<string, JobRun>();
  /** Those that run beside the queue. */
  readonly #beside = new Map<JobRun, Promise<unknown>>();

  constructor(listener: JobListener) {
    this.#listener = listener;
  }

  list(): Job[] {
    return [...this.#runs.values()].map(({ job }) => job);
  }

  /**
   * Puts work at the end of the queue. The same `request` that waits or runs already is not met twice:
   * a second click gets the job of the first. What was begun in advance is taken over so, or gives way.
   */
  add(description: NewJob, work: Work, request?: object): Job {
    const asked = request && JSON.stringify([description.kind, request]);
    const twin = asked === undefined ? undefined : this.#asked.get(asked);
    const known = twin?.isWanted ? twin : undefined;
    if (!description.ahead) {
      known?.take();
      for (const run of this.#runs.values()) if (run.isAhead) run.cancel();
    }
    if (known) return known.job;
    const run = new JobRun(description, work, true, this.#listener);
    if (asked !== undefined) this.#asked.set(asked, run);
    this.#runs.set(run.job.id, run);
    run.show();
    this.#last = this.#last.then(async () => {
      await run.run();
      // Nobody has asked for it: it leaves no word.
      if (run.isAhead && this.#runs.has(run.job.id)) this.dismiss(run.job.id);
    });
    return run.job;
  }

  /**
   * Does the work at once, and rejects with its error. It is a job from its first update on: what is
   * over before that is not worth showing.
   */
  async runNow(description: NewJob, work: Work): Promise<void> {
    const run: JobRun = new JobRun(description, work, false, {
      ...this.#listener,
      onChange: (job) => {
        this.#runs.set(job.id, run);
        this.#listener.onChange(job);
      },
    });
    const error = await this.#runBeside(run);
    if (error !== undefined) throw error;
  }

  /** A job that has ended is left as it is. Error: `job-unknown`. */
  cancel(id: string): void {
    this.#get(id).cancel();
  }

  /** The same work once more, in place of the ended job. Error: `job-unknown`. */
  retry(id: string): Job {
    const { description, work, queues } = this.#getEnded(id);
    this.dismiss(id);
    return queues ? this.add(description, work) : this.begin(description, work);
  }

  /** Begins work beside the queue: it needs no cores that others wait for. */
  begin(description: NewJob, work: Work): Job {
    const run = new JobRun(description, work, false, this.#listener);
    this.#runs.set(run.job.id, run);
    run.show();
    void this.#runBeside(run);
    return run.job;
  }

  /** Takes an ended job off the list. Error: `job-unknown`. */
  dismiss(id: string): void {
    const run = this.#getEnded(id);
    this.#runs.delete(id);
    for (const [asked, other] of this.#asked) if (other === run) this.#asked.delete(asked);
    this.#listener.onGone(id);
  }

  /** Cancels everything and waits until nothing runs. */
  async close(): Promise<void> {
    for (const run of [...this.#runs.values(), ...this.#beside.keys()]) run.cancel();
    await Promise.all([this.#last, ...this.#beside.values()]);
  }

  async #runBeside(run: JobRun): Promise<Error | undefined> {
    const running = run.run();
    this.#beside.set(run, running);
    const error = await running;
    this.#beside.delete(run);
    return error;
  }

  #get(id: string): JobRun {
    const run = this.#runs.get(id);
    if (run !== undefined) return run;
    throw new MegabaseError('job-unknown', 'This job is not in the list any more.');
  }

  #getEnded(id: string): JobRun {
    const run = this.#get(id);
    if (run.hasEnded) return run;
    throw new MegabaseError('job-unknown', `${run.job.title} has not ended yet.`);
  }
}
