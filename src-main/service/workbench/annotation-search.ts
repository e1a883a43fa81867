import type { FoundPlace } from '../../contract/index.ts';
import { readGff3 } from '../../readers/index.ts';

interface NamedFeature extends FoundPlace {
  /** Lower case. */
  readonly names: readonly string[];
}

const mostFound = 20;

/** Finds features of annotation files by name; a file is read at the first search. */
export class AnnotationSearch {
  readonly #files = new Map<string, Promise<readonly NamedFeature[]>>();

  /** Exact names first, then those that begin with the text. */
  async find(paths: readonly string[], text: string): Promise<FoundPlace[]> {
    const wanted = text.trim().toLowerCase();
    const features = (await Promise.all(paths.map((path) => this.#load(path)))).flat();
    const exact = features.filter(({ names }) => names.includes(wanted));
    const beginning = features.filter(
      ({ names }) => !names.includes(wanted) && names.some((name) => name.startsWith(wanted)),
    );
    return [...exact, ...beginning]
      .slice(0, mostFound)
      .map(({ label, region }) => ({ label, region }));
  }

  #load(path: string): Promise<readonly NamedFeature[]> {
    const known = this.#files.get(path);
    if (known) return known;
    const loading = readNames(path);
    this.#files.set(path, loading);
    // A file that cannot be read now may be there later.
    loading.catch(() => this.#files.delete(path));
    return loading;
  }
}

async function readNames(path: string): Promise<readonly NamedFeature[]> {
  const features = await readGff3(path);
  return features.flatMap(({ contig, start, end, type, attributes }) => {
    const names = ['Name', 'ID', 'gene', 'gene_name'].flatMap((key) => attributes[key] ?? []);
    const [label] = names;
    if (label === undefined) return [];
    return [
      {
        label: `${label} (${type})`,
        region: { contig, start, end },
        names: names.map((name) => name.toLowerCase()),
      },
    ];
  });
}
