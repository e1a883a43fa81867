import { statSync, watch, type FSWatcher } from 'node:fs';

/** What a watch has seen; apart from the watch itself, so that one nobody holds any more can go. */
interface Seen {
  changed: boolean;
  /** By path; `inode` tells a folder from another one that has come in its place. */
  readonly watchers: Map<string, { readonly watcher: FSWatcher; readonly inode: number }>;
}

const forgotten = new FinalizationRegistry<Seen>(closeAll);

/**
 * Watches some folders, not what lies below them. Keeps no process alive; `close` or, where nobody
 * holds it any more, the collector of garbage ends it.
 */
export class FolderWatch {
  readonly #seen: Seen = { changed: false, watchers: new Map() };
  #isWhole = false;

  constructor() {
    forgotten.register(this, this.#seen);
  }

  /** True while all of the folders are watched and nothing has happened in them. */
  get isQuiet(): boolean {
    return this.#isWhole && !this.#seen.changed;
  }

  /** Watches these and no others, from here on. */
  set(folders: readonly string[]): void {
    const seen = this.#seen;
    const { watchers } = seen;
    seen.changed = false;
    for (const [folder, { watcher, inode }] of watchers) {
      if (folders.includes(folder) && inodeOf(folder) === inode) continue;
      watcher.close();
      watchers.delete(folder);
    }
    this.#isWhole = true;
    for (const folder of folders) {
      if (watchers.has(folder)) continue;
      if (!watchFolder(folder, seen)) this.#isWhole = false;
    }
  }

  close(): void {
    closeAll(this.#seen);
    this.#isWhole = false;
  }
}

/** False where there is no such folder, or the system has no watch left to give. */
function watchFolder(folder: string, seen: Seen): boolean {
  const inode = inodeOf(folder);
  if (inode === undefined) return false;
  let watcher: FSWatcher;
  try {
    watcher = watch(folder, { persistent: false });
  } catch {
    return false;
  }
  seen.watchers.set(folder, { watcher, inode });
  watcher.on('change', () => (seen.changed = true));
  watcher.on('error', () => {
    seen.changed = true;
    if (seen.watchers.get(folder)?.watcher === watcher) seen.watchers.delete(folder);
    watcher.close();
  });
  return true;
}

function inodeOf(folder: string): number | undefined {
  return statSync(folder, { throwIfNoEntry: false })?.ino;
}

function closeAll({ watchers }: Seen): void {
  for (const { watcher } of watchers.values()) watcher.close();
  watchers.clear();
}
