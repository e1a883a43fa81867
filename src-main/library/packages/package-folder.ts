import { defined } from '../../contract/index.ts';
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FolderWatch } from './folder-watch.ts';

/** How the folders below a parent are read. */
export interface PackageReader<T> {
  /** Files of which a folder must hold one to count as a package. */
  readonly marks: readonly string[];
  /** Reads one; what it throws, all of them throw. */
  readonly read: (folder: string, name: string) => T;
}

/**
 * How long the answer from memory is trusted without a look at the files, in milliseconds: what another
 * machine writes on a shared file system is told to no watch.
 */
const trustedMs = 1_000;

interface Known<T> {
  readonly stamp: string;
  readonly value: T;
}

/** Times that this process has changed a parent folder itself. */
const ownChanges = new Map<string, number>();

function changesOf(path: string): number {
  return ownChanges.get(path) ?? 0;
}

/** Tells all that read `parent`, in this process, that it has just been changed. */
export function changedFolder(parent: string): void {
  const path = resolve(parent);
  ownChanges.set(path, changesOf(path) + 1);
}

/**
 * The packages in the folders below one parent, which need not be there yet. Each is read once, and again
 * only when its files change; the answer comes from memory while nothing is seen to change. Seen is: what
 * this process does, at once; what others do, by a watch on parent and folders, and at the latest after
 * a second by the sizes and times of the files. Where the system gives no watch, those are compared at
 * every call.
 */
export class PackageFolder<T> {
  readonly #parent: string;
  readonly #reader: PackageReader<T>;
  readonly #watch = new FolderWatch();
  readonly #known = new Map<string, Known<T>>();
  #values: readonly T[] = [];
  #ownChanges = -1;
  #lookedAt = -Infinity;

  constructor(parent: string, reader: PackageReader<T>) {
    this.#parent = resolve(parent);
    this.#reader = reader;
  }

  /** All packages, by the names of their folders; the same array while nothing has changed. */
  list(): readonly T[] {
    return this.#isFresh() ? this.#values : this.look();
  }

  /** The same after a look at the files, whatever the watch says. */
  look(): readonly T[] {
    const [changesBefore, lookedAt] = [changesOf(this.#parent), performance.now()];
    const names = namesIn(this.#parent);
    const folders = names.map((name) => join(this.#parent, name));
    // Before the look, so that what changes in the meantime is seen by the next one.
    this.#watch.set([this.#parent, ...folders]);
    let changed = false;
    const found = new Set<string>();
    for (const [i, name] of names.entries()) {
      const stamp = stampOf(defined(folders[i]));
      if (!this.#reader.marks.some((mark) => stamp.get(mark))) continue;
      found.add(name);
      const text = [...stamp.values()].join();
      if (this.#known.get(name)?.stamp === text) continue;
      this.#known.set(name, { stamp: text, value: this.#reader.read(defined(folders[i]), name) });
      changed = true;
    }
    for (const name of this.#known.keys()) {
      if (!found.has(name)) changed = this.#known.delete(name);
    }
    if (changed) this.#values = [...found].map((name) => defined(this.#known.get(name)).value);
    this.#ownChanges = changesBefore;
    this.#lookedAt = lookedAt;
    return this.#values;
  }

  /** Ends the watch; the next call looks again and watches anew. */
  close(): void {
    this.#watch.close();
    this.#lookedAt = -Infinity;
  }

  #isFresh(): boolean {
    if (this.#ownChanges !== changesOf(this.#parent)) return false;
    return this.#watch.isQuiet && performance.now() - this.#lookedAt < trustedMs;
  }
}

/** A name with a dot in front is what an import that was killed left behind. */
function namesIn(parent: string): string[] {
  try {
    return readdirSync(parent)
      .filter((name) => !name.startsWith('.'))
      .sort();
  } catch {
    return [];
  }
}

/** The names in a folder, each with what changes when it is written; empty for a link to nothing. */
function stampOf(folder: string): Map<string, string> {
  const stamp = new Map<string, string>();
  for (const name of namesIn(folder)) {
    const found = statSync(join(folder, name), { throwIfNoEntry: false });
    stamp.set(name, found ? `${name} ${found.size} ${found.ctimeMs} ${found.ino}` : '');
  }
  return stamp;
}
