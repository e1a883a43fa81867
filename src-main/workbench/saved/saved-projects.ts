import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { guideNames, type RecentProject } from '../../contract/index.ts';
import { writeOwnFileSync } from '../../formats/output/index.ts';
import { isProjectPath, projectPath, readProjectDocument, runKeysOf } from './project-document.ts';

const entrySchema = z.object({ name: z.string(), path: z.string(), openedAt: z.string() });

type Entry = z.infer<typeof entrySchema>;

const longestList = 20;

/** The projects that are kept on disk: those in the program's own folder, and those opened last. */
export class SavedProjects {
  readonly #folder: string;

  readonly #remembers: boolean;

  /** `remembers`: whether what is opened comes onto the list. */
  constructor(folder: string, remembers = true) {
    this.#folder = folder;
    this.#remembers = remembers;
  }

  /** The projects opened last, newest first. */
  recent(): RecentProject[] {
    return this.#read().map((entry) => ({ ...entry, exists: existsSync(entry.path) }));
  }

  noteOpened(name: string, path: string): void {
    if (!this.#remembers) return;
    const others = this.#read().filter((entry) => entry.path !== path);
    const entries = [{ name, path, openedAt: new Date().toISOString() }, ...others];
    writeOwnFileSync(this.#listPath, JSON.stringify(entries.slice(0, longestList), null, 2));
  }

  /** True where a project other than those in `except`, by path, holds a run with that key, or a map read from it. */
  hasRun(key: string, except: readonly string[]): boolean {
    const paths = new Set([...this.#inFolder(), ...this.#read().map(({ path }) => path)]);
    return [...paths]
      .filter((path) => !except.includes(path))
      .some((path) => runKeys(path).includes(key));
  }

  /** Where `name` can be saved without taking another project's place, or that of a guide. */
  freePath(name: string): string {
    // Some file systems do not tell `Yeast` from `yeast`.
    const isGuides = (guideNames as readonly string[]).includes(name.toLowerCase());
    for (let n = isGuides ? 2 : 1; ; n++) {
      const path = projectPath(this.#folder, n === 1 ? name : `${name} ${n}`);
      if (!existsSync(path)) return path;
    }
  }

  get #listPath(): string {
    return join(this.#folder, 'recent.json');
  }

  /** A list that is missing or damaged is made again from the projects in the folder. */
  #read(): Entry[] {
    try {
      return z.array(entrySchema).parse(JSON.parse(readFileSync(this.#listPath, 'utf8')));
    } catch {
      return this.#inFolder()
        .flatMap(entryOf)
        .sort((a, b) => b.openedAt.localeCompare(a.openedAt))
        .slice(0, longestList);
    }
  }

  #inFolder(): string[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .filter(isProjectPath)
      .map((name) => join(this.#folder, name));
  }
}

function entryOf(path: string): Entry[] {
  try {
    const { name } = readProjectDocument(path);
    return [{ name, path, openedAt: statSync(path).mtime.toISOString() }];
  } catch {
    return [];
  }
}

/** None for a project that cannot be read: it says so when it is opened. */
function runKeys(path: string): string[] {
  try {
    return runKeysOf(readProjectDocument(path));
  } catch {
    return [];
  }
}
