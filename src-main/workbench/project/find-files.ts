import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DroppedFile, FoundFile } from '../../contract/index.ts';

interface Places {
  /** Folders that are looked into first, and not deeper. */
  readonly used: readonly string[];
  /** Folders that are looked into with what is below them, unless a file was found by then. */
  readonly below: readonly string[];
}

/** Folders that are looked into at most, and ms after which no other is: a home folder may have millions. */
const most = { folders: 20_000, ms: 4_000 };

/** Some file systems keep no date finer than two seconds. */
const sameMs = 2_000;

/** As `Workbench.findFiles`; what has the date comes first. A folder that cannot be read has nothing. */
export async function findFiles(
  wanted: readonly DroppedFile[],
  { used, below }: Places,
  signal?: AbortSignal,
): Promise<FoundFile[][]> {
  const search = new Search(wanted);
  for (const folder of new Set(used.map((one) => resolve(one)))) await search.look(folder);
  search.settle();
  const until = performance.now() + most.ms;
  // The nearest first; each to the end of the search, for several files may fit.
  const queue = [...new Set(below.map((one) => resolve(one)))];
  for (let i = 0; i < Math.min(queue.length, most.folders); i++) {
    if (search.isSettled || signal?.aborted === true || performance.now() > until) break;
    for (const folder of await search.look(queue[i] ?? '')) queue.push(folder);
  }
  return search.found.map((those) => those.toSorted((a, b) => Number(b.isSame) - Number(a.isSame)));
}

class Search {
  readonly found: FoundFile[][];
  readonly #byName: ReadonlyMap<string, readonly number[]>;
  readonly #wanted: readonly DroppedFile[];
  readonly #looked = new Set<string>();
  /** One file may have several paths. */
  readonly #files = new Set<string>();
  readonly #settled = new Set<number>();

  constructor(wanted: readonly DroppedFile[]) {
    this.#wanted = wanted;
    this.found = wanted.map(() => []);
    this.#byName = Map.groupBy(wanted.keys(), (i) => nameOf(wanted[i]?.name ?? ''));
  }

  /** Nothing more is taken of files of which one was found that is the same. */
  settle(): void {
    for (const [i, those] of this.found.entries()) {
      if (those.some(({ isSame }) => isSame)) this.#settled.add(i);
    }
    // Folders are looked into once more for what is below them.
    this.#looked.clear();
  }

  get isSettled(): boolean {
    return this.#settled.size === this.#wanted.length;
  }

  /** Takes what fits in a folder, and gives the folders in it; none where it was looked into before. */
  async look(folder: string): Promise<string[]> {
    if (this.#looked.has(folder)) return [];
    this.#looked.add(folder);
    const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
    const seen = entries.filter(({ name }) => !name.startsWith('.'));
    for (const { name } of seen) {
      for (const i of this.#byName.get(nameOf(name)) ?? []) await this.#take(join(folder, name), i);
    }
    return seen.filter((one) => one.isDirectory()).map(({ name }) => join(folder, name));
  }

  async #take(path: string, i: number): Promise<void> {
    if (this.#settled.has(i)) return;
    const file = await stat(path).catch(() => undefined);
    const { bytes, modifiedAt } = this.#wanted[i] ?? {};
    if (file?.isFile() !== true || file.size !== bytes) return;
    const key = `${i} ${file.dev} ${file.ino}`;
    if (this.#files.has(key)) return;
    this.#files.add(key);
    this.found[i]?.push({
      ...{ path, bytes, modifiedAt: file.mtime.toISOString() },
      isSame: Math.abs(file.mtimeMs - (modifiedAt ?? NaN)) <= sameMs,
    });
  }
}

/** macOS writes letters with marks in two ways. */
function nameOf(name: string): string {
  return name.normalize('NFC');
}
