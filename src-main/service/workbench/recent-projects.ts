import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { RecentProject } from '../../contract/index.ts';
import { writeWholeFile } from './write-whole-file.ts';

const listSchema = z.array(z.object({ name: z.string(), path: z.string(), openedAt: z.string() }));

const longestList = 20;

/** The projects opened last, newest first, in a file of their own. */
export class RecentProjects {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  list(): RecentProject[] {
    return this.#read().map((entry) => ({ ...entry, exists: existsSync(entry.path) }));
  }

  add(name: string, path: string): void {
    const others = this.#read().filter((entry) => entry.path !== path);
    const entries = [{ name, path, openedAt: new Date().toISOString() }, ...others];
    writeWholeFile(this.#path, JSON.stringify(entries.slice(0, longestList), null, 2));
  }

  /** A list that cannot be read is an empty one: it only ever was a convenience. */
  #read(): z.infer<typeof listSchema> {
    try {
      return listSchema.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
    } catch {
      return [];
    }
  }
}
