import type { OpenCache } from './open-cache.ts';
import type { ProjectStore } from './project-store.ts';
import type { SettingsFile } from './settings-file.ts';

/** Keeps the cache below the size that the settings name. */
export class CacheLimit {
  readonly #settings: SettingsFile;
  readonly #cache: OpenCache;
  readonly #projects: ProjectStore;

  constructor(settings: SettingsFile, cache: OpenCache, projects: ProjectStore) {
    this.#settings = settings;
    this.#cache = cache;
    this.#projects = projects;
  }

  /** Removes predictions, those used longest ago first and those of open projects last. */
  apply(): void {
    const { cacheBytes } = this.#settings.current;
    if (cacheBytes === undefined || this.#cache.get().info().bytes <= cacheBytes) return;
    // To be described is to be used.
    this.#projects.describeAll();
    const { runs } = this.#cache.get().prune({ maxBytes: cacheBytes });
    if (runs > 0) this.#projects.announceAll();
  }
}
