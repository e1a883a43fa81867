import { statSync, type Stats } from 'node:fs';
import type { FoundPlace } from '../../contract/index.ts';
import { readNamedFeatures, type NamedFeature } from './named-features.ts';

const mostFound = 20;

/** Finds features of annotation files by name; a file is read at the first search, and when it changes. */
export class AnnotationSearch {
  readonly #files = new Map<string, Promise<readonly NamedFeature[]>>();

  /**
   * Exact names first, then, unless only they are asked for, those that begin with the text; genes before
   * others. A file that cannot be read hides nothing that the others have. Errors, where these have nothing:
   * `gff-format`, `bed-format`, `file-unreadable`.
   */
  async find(paths: readonly string[], text: string, exact = false): Promise<FoundPlace[]> {
    const wanted = text.toLowerCase();
    const loaded = await Promise.allSettled(paths.map((path) => this.#load(path)));
    const features = loaded.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    const rank = ({ names, type }: NamedFeature) =>
      (names.includes(wanted) ? 0 : 2) + (type === 'gene' ? 0 : 1);
    const found = features
      .filter(({ names }) =>
        exact ? names.includes(wanted) : names.some((name) => name.startsWith(wanted)),
      )
      .sort((a, b) => rank(a) - rank(b))
      .slice(0, mostFound)
      .map(({ label, region }) => ({ label, region }));
    const failed = loaded.find((one) => one.status === 'rejected');
    if (found.length === 0 && failed) throw failed.reason;
    return found;
  }

  #load(path: string): Promise<readonly NamedFeature[]> {
    const file = statOf(path);
    // The project lists it as missing.
    if (file === undefined) return Promise.resolve([]);
    const state = JSON.stringify([path, file.size, file.mtimeMs]);
    const loading = this.#files.get(state) ?? readNamedFeatures(path);
    this.#files.set(state, loading);
    // A file that cannot be read now may be there later.
    loading.catch(() => this.#files.delete(state));
    return loading;
  }
}

/** Undefined also where the system does not say, as behind a loop of links. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
