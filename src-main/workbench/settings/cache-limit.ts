import type { Job } from '../../contract/index.ts';
import type { OpenCache } from '../environment/index.ts';
import type { ProjectStore } from '../project/index.ts';
import type { SettingsFile } from './settings-file.ts';

/** As far as it is asked what it does. */
interface Jobs {
  list(): readonly Pick<Job, 'state'>[];
}

/** Keeps the cache below the size that the settings name. */
export class CacheLimit {
  readonly #settings: SettingsFile;
  readonly #cache: OpenCache;
  readonly #projects: ProjectStore;

  readonly #jobs: Jobs;

  constructor(settings: SettingsFile, cache: OpenCache, projects: ProjectStore, jobs: Jobs) {
    this.#settings = settings;
    this.#cache = cache;
    this.#projects = projects;
    this.#jobs = jobs;
  }

  /**
   * Removes predictions, those used longest ago first and those of open projects last. Not while a job runs
   * or waits, which may have found the run that it reads: the end of the last one comes here, too.
   */
  apply(): void {
    if (this.#jobs.list().some(({ state }) => state === 'queued' || state === 'running')) return;
    const { cacheBytes } = this.#settings.current;
    if (cacheBytes === undefined || this.#cache.get().info().bytes <= cacheBytes) return;
    // To be described is to be used.
    this.#projects.describeAll();
    const { runs } = this.#cache.get().prune({ maxBytes: cacheBytes });
    if (runs > 0) this.#projects.announceAll();
  }
}
