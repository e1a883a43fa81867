import type {
  CurveRequest,
  Job,
  Region,
  Workbench,
  WorkbenchEvent,
} from '../../src-main/contract/index.ts';
import type { Notifications } from './notifications.svelte.ts';

/** The jobs of the workbench, kept up to date by its events. */
export class JobList {
  readonly #workbench: Workbench;
  readonly #notifications: Notifications;
  #list = $state.raw<readonly Job[]>([]);
  /** Those that were begun in advance and gave way to others. */
  readonly #gaveWay = new Set<string>();
  /** Those that were cancelled here. */
  readonly #unwanted = new Set<string>();

  constructor(workbench: Workbench, notifications: Notifications) {
    this.#workbench = workbench;
    this.#notifications = notifications;
  }

  /** In the order they were asked for. */
  get list(): readonly Job[] {
    return this.#list;
  }

  get running(): Job | undefined {
    return this.#list.find(({ state }) => state === 'running');
  }

  /** The newest job for a context curve; one that waits is known by its place alone. */
  curveOf({ project, place, region, model, track }: Omit<CurveRequest, 'provider'>) {
    return this.#list.findLast((job) => {
      const { kind, curve } = job;
      if (kind !== 'curve' || job.project !== project || !isSame(job.region, place)) return false;
      if (!curve) return job.state === 'queued';
      return curve.model.id === model && curve.track.id === track && isSame(curve.region, region);
    });
  }

  /** Whether a job that was begun in advance gave way to one that somebody asked for. */
  gaveWay(id: string): boolean {
    return this.#gaveWay.has(id) && !this.#unwanted.has(id);
  }

  /** Jobs that began before this window did. */
  async load(): Promise<void> {
    for (const job of await this.#workbench.jobs()) this.onEvent({ kind: 'job', job });
  }

  onEvent(event: Extract<WorkbenchEvent, { kind: 'job' | 'job-gone' }>): void {
    if (event.kind === 'job-gone') return this.#drop(event.id);
    const { job } = event;
    if (job.ahead && job.state === 'cancelled') this.#gaveWay.add(job.id);
    const known = this.#list.some(({ id }) => id === job.id);
    this.#list = known
      ? this.#list.map((one) => (one.id === job.id ? job : one))
      : [...this.#list, job];
  }

  async cancel(id: string): Promise<void> {
    this.#unwanted.add(id);
    await this.#notifications.attempt('The job could not be cancelled', () =>
      this.#workbench.cancelJob({ id }),
    );
  }

  async retry(id: string): Promise<void> {
    const job = await this.#notifications.attempt('The job could not be restarted', () =>
      this.#workbench.retryJob({ id }),
    );
    if (!job) return;
    if (job.id !== id) this.#drop(id);
    this.onEvent({ kind: 'job', job });
  }

  async dismiss(id: string): Promise<void> {
    await this.#notifications.attempt('The job could not be dismissed', async () => {
      await this.#workbench.dismissJob({ id });
      this.#drop(id);
    });
  }

  #drop(id: string): void {
    this.#list = this.#list.filter((job) => job.id !== id);
  }
}

function isSame(a: Region | undefined, b: Region): boolean {
  return a?.contig === b.contig && a.start === b.start && a.end === b.end;
}
