import { join } from 'node:path';
import { takeLock, type HeldLock } from '../../cache/index.ts';
import { MegabaseError, systemCode } from '../../contract/index.ts';
import { makeFolder } from '../../formats/output/index.ts';

/** How long another process is waited for, ms: a change takes a few. */
const patience = 30_000;

/** Lets one process at a time change projects: a window, or an agent's tools. */
export class ProjectLock {
  readonly #folder: string;
  readonly #patience: number;
  #isHeld = false;

  /** @param folder where projects are kept, made where it is not */
  constructor(folder: string, wait = patience) {
    this.#folder = folder;
    this.#patience = wait;
  }

  /** Runs `work`, which may ask for the same. Errors: `project-changed` where another process does not let go; those of `work`. */
  run<T>(work: () => T): T {
    if (this.#isHeld) return work();
    const lock = this.#take();
    this.#isHeld = true;
    try {
      return work();
    } finally {
      this.#isHeld = false;
      lock?.release();
    }
  }

  #take(): HeldLock | undefined {
    try {
      makeFolder(this.#folder);
      return takeLock(join(this.#folder, 'projects.lock'), this.#patience);
    } catch (cause) {
      // On a disk that has no locks, or may not be written, what can be done is done without.
      if (!systemCode(cause)?.startsWith('SQLITE_BUSY')) return undefined;
      throw new MegabaseError(
        'project-changed',
        `Another process has been changing projects for ${this.#patience / 1_000} s; nothing was changed.`,
        { cause },
      );
    }
  }
}
