import type { Job, WorkbenchEvent } from '../contract/index.ts';

/** Ways in which the system shows what a program is at. */
export interface SystemSigns {
  /** Share that is done; `unknown` while that cannot be told, undefined while nothing runs. */
  readonly showProgress: (fraction: number | 'unknown' | undefined) => void;
  readonly keepAwake: (awake: boolean) => void;
  readonly notify: (title: string, body: string) => void;
  /** Whether a window of the program is in front. */
  readonly isSeen: () => boolean;
  /** Milliseconds. */
  readonly now: () => number;
}

/** From so long on, ms, a job's end is worth a message to a person who looks elsewhere. */
const long = 20_000;

/** Shows on the task bar how far jobs are, keeps the computer awake for them, and tells of their end. */
export class JobSigns {
  readonly #signs: SystemSigns;
  /** Those that run, and since when. */
  readonly #running = new Map<string, { readonly job: Job; readonly since: number }>();

  constructor(signs: SystemSigns) {
    this.#signs = signs;
  }

  /** Jobs that run now. */
  get running(): readonly Job[] {
    return [...this.#running.values()].map(({ job }) => job);
  }

  onEvent(event: WorkbenchEvent): void {
    if (event.kind !== 'job') return;
    const { job } = event;
    const before = this.#running.get(job.id);
    if (job.state === 'running') {
      if (this.#running.size === 0) this.#signs.keepAwake(true);
      this.#running.set(job.id, { job, since: before?.since ?? this.#signs.now() });
    } else if (before) {
      this.#running.delete(job.id);
      if (this.#running.size === 0) this.#signs.keepAwake(false);
      this.#tellOfEnd(job, this.#signs.now() - before.since);
    } else return;
    this.#showProgress();
  }

  #showProgress(): void {
    const [first] = this.running;
    const fraction = first && (first.fraction ?? first.progress?.fraction ?? 'unknown');
    this.#signs.showProgress(fraction);
  }

  #tellOfEnd(job: Job, took: number): void {
    if (took < long || this.#signs.isSeen()) return;
    if (job.state === 'done') this.#signs.notify('Done', sentence(job.title, job.result));
    if (job.state === 'failed') {
      this.#signs.notify('A job failed', sentence(job.title, job.error?.message));
    }
  }
}

function sentence(title: string, more: string | undefined): string {
  return more === undefined ? title : `${title}: ${more}`;
}
