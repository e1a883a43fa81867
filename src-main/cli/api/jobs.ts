import { MegabaseError } from '../../contract/index.ts';
import type { Calls } from '../calls/index.ts';
import { ApiJob } from './job.ts';

/** Jobs that have ended and are kept, with their answers; the oldest go first. */
export const maxEnded = 100;

/** The calls of a server that wait, run, or have ended. */
export class Jobs {
  readonly #calls: Calls;
  readonly #jobs = new Map<string, ApiJob>();

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  /** Errors: those of `Calls.begin`. */
  begin(call: string, given: unknown): ApiJob {
    const job = new ApiJob(this.#calls, call, given);
    this.#jobs.set(job.id, job);
    const ended = [...this.#jobs.values()].filter(({ hasEnded }) => hasEnded);
    for (const { id } of ended.slice(0, -maxEnded)) this.#jobs.delete(id);
    return job;
  }

  /** The oldest first. */
  list(): readonly ApiJob[] {
    return [...this.#jobs.values()];
  }

  /** Error: `job-unknown`. */
  find(id: string): ApiJob {
    const job = this.#jobs.get(id);
    if (job) return job;
    throw new MegabaseError('job-unknown', 'There is no job of this ID.');
  }

  forget({ id }: ApiJob): void {
    this.#jobs.delete(id);
  }

  /** Stops all of them, and waits until they have ended. */
  async close(): Promise<void> {
    const jobs = this.list();
    jobs.forEach((job) => job.cancel());
    await Promise.all(jobs.map(({ ended }) => ended));
  }
}
