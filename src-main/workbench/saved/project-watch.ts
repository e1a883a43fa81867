import { watch, type FSWatcher } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Tells when something happens in the folders of open projects: another process, such as a window or an
 * agent's tools, may have changed one. Keeps no process alive.
 */
export class ProjectWatch {
  readonly #onChange: () => void;
  readonly #watchers = new Map<string, FSWatcher>();

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Where the system has no watch to give, changes are seen at the next of one's own. */
  add(path: string): void {
    const folder = dirname(path);
    if (this.#watchers.has(folder)) return;
    try {
      const watcher = watch(folder, { persistent: false }, this.#onChange);
      this.#watchers.set(folder, watcher);
      watcher.on('error', () => {
        watcher.close();
        this.#watchers.delete(folder);
      });
    } catch {
      // The folder is gone, or all watches are taken.
    }
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }
}
