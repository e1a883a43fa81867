import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join, parse, relative, resolve, sep } from 'node:path';
import { MegabaseError } from '../contract/index.ts';
import { systemFolders } from './system-folders.ts';

export interface BoundsParts {
  /** Folders with all that is below them: the home folder, and those named with `--root`. */
  readonly roots: readonly string[];
  /** Files that are open, where there are any; of their folders only these themselves, not what is below. */
  readonly openFiles?: (() => Iterable<string>) | undefined;
  /** Who is refused, in a message; a page where absent. */
  readonly who?: string | undefined;
}

/**
 * Where a page may list, open and write: below the roots, and in the folders of files that are open;
 * never in a hidden folder or one of the system's, unless a root lies in it, and nowhere that only a
 * link leads to. A path that is refused is refused before anything is asked of the disk about it, so
 * that a refusal does not tell whether there is such a file.
 */
export class PathBounds {
  /** Folders with all that is below them, absolute. */
  readonly roots: readonly string[];
  readonly #openFiles: (() => Iterable<string>) | undefined;
  readonly #who: string;

  constructor({ roots, openFiles, who = 'The window in a browser' }: BoundsParts) {
    this.#who = who;
    this.roots = [...new Set(roots.map((root) => resolve(root)))];
    this.#openFiles = openFiles;
  }

  /** The path, absolute. Error: `path-outside`. */
  expect(path: string): string {
    const absolute = resolve(path);
    const reason = this.#reasonAgainst(absolute);
    if (reason !== undefined) throw this.#refusal(absolute, reason);
    const real = realPath(absolute);
    if (real === undefined || (real !== absolute && this.#reasonAgainst(real) !== undefined)) {
      throw this.#refusal(
        absolute,
        'a link in it leads out of the folders open to it, or nowhere, or no file can be called so',
      );
    }
    return absolute;
  }

  allows(path: string): boolean {
    try {
      this.expect(path);
      return true;
    } catch {
      return false;
    }
  }

  /** Whether an entry of a folder is shown: also a link that leads out, so that opening it says why. */
  shows(path: string): boolean {
    return this.#reasonAgainst(resolve(path)) === undefined;
  }

  #reasonAgainst(path: string): string | undefined {
    const folders = this.roots.flatMap((root) => [root, realPath(root) ?? root]);
    const roots = folders.filter((root) => isWithin(path, root));
    if (roots.some((root) => !isHiddenOrSystem(path, root))) return undefined;
    if (roots.length > 0) return 'it is hidden, or belongs to the operating system';
    return this.#isBesideOpenFile(path) ? undefined : 'it is in none of the folders open to it';
  }

  #isBesideOpenFile(path: string): boolean {
    const folder = dirname(path);
    for (const file of this.#openFiles?.() ?? []) {
      // What was opened stays open, wherever it is.
      if (file === path) return true;
      const beside = dirname(file);
      if (path !== beside && folder !== beside) continue;
      if (!isHiddenOrSystem(path, parse(path).root)) return true;
    }
    return false;
  }

  #refusal(path: string, reason: string): MegabaseError {
    return new MegabaseError(
      'path-outside',
      `${this.#who} may not use ${path}: ${reason}. Open to it: ${this.roots.join(', ')}` +
        `${this.#openFiles ? ', and the folders of files that are open' : ''}.`,
    );
  }
}

/** One folder may be written in capitals or not where the file system makes no difference. */
const ignoresCase = process.platform === 'win32' || process.platform === 'darwin';

function isWithin(inner: string, outer: string): boolean {
  const [path, folder] = ignoresCase ? [inner.toLowerCase(), outer.toLowerCase()] : [inner, outer];
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Seen from a folder that was granted: what is above it does not count. */
function isHiddenOrSystem(path: string, granted: string): boolean {
  const below = relative(granted, path).split(sep);
  if (below.some((name) => name.startsWith('.'))) return true;
  return systemFolders().some((folder) => isWithin(path, folder) && !isWithin(granted, folder));
}

/** With links followed, as far as the path exists; undefined for a link that leads nowhere, and for what is no name. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    const folder = dirname(path);
    if (folder === path) return path;
    const above = canBeMade(path) ? realPath(folder) : undefined;
    return above && join(above, basename(path));
  }
}

/** Not where a link stands, nor where the system takes no such name: too long, or with a zero in it. */
function canBeMade(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}
