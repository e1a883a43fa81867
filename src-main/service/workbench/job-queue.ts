import { randomUUID } from 'node:crypto';
import { isMegabaseError, type ErrorCode, type Job } from '../../contract/index.ts';

/** What a job may say of itself while it runs. */
export type JobUpdate = Partial<Pick<Job, 'progress' | 'provider' | 'notes' | 'run' | 'result'>>;

export type NewJob = Pick<Job, 'kind' | 'title'> & Partial<Pick<Job, 'project' | 'region'>>;

/** Does the work; what it returns is the job's last update. */
export type Work = (tools: {
  update(change: JobUpdate): void;
  note(note: string): void;
  readonly signal: AbortSignal;
}) => Promise<JobUpdate>;

interface Entry {
  job: Job;
  readonly work: Work;
  readonly controller: AbortController;
}

/** Jobs run one after the other: each takes all cores. Ended ones stay until they are dismissed. */
export class JobQueue {
  readonly #entries = new Map<string, Entry>();
  readonly #onChange: (job: Job) => void;
  readonly #adviceFor: (code: ErrorCode) => string;
  #running: Promise<void> = Promise.resolve();

  constructor(onChange: (job: Job) => void, adviceFor: (code: ErrorCode) => string) {
    this.#onChange = onChange;
    this.#adviceFor = adviceFor;
  }

  list(): Job[] {
    return [...this.#entries.values()].map(({ job }) => job);
  }

  add(description: NewJob, work: Work): Job {
    const job: Job = { ...description, id: randomUUID(), state: 'queued', notes: [] };
    const entry: Entry = { job, work, controller: new AbortController() };
    this.#entries.set(job.id, entry);
    this.#running = this.#running.then(() => this.#run(entry));
    this.#onChange(job);
    return job;
  }

  cancel(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.controller.abort();
    if (entry.job.state === 'queued') this.#change(entry, { state: 'cancelled' });
  }

  /** The same work once more, at the end of the queue, in place of the ended job. */
  retry(id: string): Job | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined || !hasEnded(entry.job)) return undefined;
    this.#entries.delete(id);
    const { kind, title, project, region } = entry.job;
    return this.add({ kind, title, project, region } as NewJob, entry.work);
  }

  dismiss(id: string): void {
    const entry = this.#entries.get(id);
    if (entry && hasEnded(entry.job)) this.#entries.delete(id);
  }

  /** Cancels everything and waits until nothing runs. */
  async close(): Promise<void> {
    for (const id of this.#entries.keys()) this.cancel(id);
    await this.#running;
  }

  async #run(entry: Entry): Promise<void> {
    if (entry.job.state !== 'queued') return;
    this.#change(entry, { state: 'running' });
    try {
      const last = await entry.work({
        update: (change) => this.#change(entry, change),
        note: (note) => this.#change(entry, { notes: [...entry.job.notes, note] }),
        signal: entry.controller.signal,
      });
      this.#change(entry, { ...last, state: 'done' });
    } catch (error) {
      const code: ErrorCode = isMegabaseError(error) ? error.code : 'unexpected';
      const message = error instanceof Error ? error.message : String(error);
      this.#change(entry, {
        state: code === 'cancelled' ? 'cancelled' : 'failed',
        ...(code === 'cancelled'
          ? {}
          : { error: { code, message, advice: this.#adviceFor(code) } }),
      });
    }
  }

  #change(entry: Entry, change: Partial<Job>): void {
    entry.job = { ...entry.job, ...change };
    this.#onChange(entry.job);
  }
}

function hasEnded({ state }: Job): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}
