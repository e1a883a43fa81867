import { statSync } from 'node:fs';
import type { FoundPlace } from '../../contract/index.ts';
import { readGff3 } from '../../readers/index.ts';

interface NamedFeature extends FoundPlace {
  /** Third column of the file. */
  readonly type: string;
  /** Lower case. */
  readonly names: readonly string[];
}

const mostFound = 20;

/** Pieces of a transcript: nobody looks for one of them by name. */
const pieces = /^(exon|CDS|intron|start_codon|stop_codon|.*UTR)$/;

/** Finds features of GFF3 files by name; a file is read at the first search, and when it changes. */
export class AnnotationSearch {
  readonly #files = new Map<string, Promise<readonly NamedFeature[]>>();

  /**
   * Exact names first, then those that begin with the text; genes before others. Errors:
   * `gff-format`, `file-unreadable`.
   */
  async find(paths: readonly string[], text: string): Promise<FoundPlace[]> {
    const wanted = text.toLowerCase();
    const features = (await Promise.all(paths.map((path) => this.#load(path)))).flat();
    const rank = ({ names, type }: NamedFeature) =>
      (names.includes(wanted) ? 0 : 2) + (type === 'gene' ? 0 : 1);
    return features
      .filter(({ names }) => names.some((name) => name.startsWith(wanted)))
      .sort((a, b) => rank(a) - rank(b))
      .slice(0, mostFound)
      .map(({ label, region }) => ({ label, region }));
  }

  #load(path: string): Promise<readonly NamedFeature[]> {
    const file = statSync(path, { throwIfNoEntry: false });
    // The project lists it as missing.
    if (file === undefined) return Promise.resolve([]);
    const state = JSON.stringify([path, file.size, file.mtimeMs]);
    const loading = this.#files.get(state) ?? readNames(path);
    this.#files.set(state, loading);
    // A file that cannot be read now may be there later.
    loading.catch(() => this.#files.delete(state));
    return loading;
  }
}

async function readNames(path: string): Promise<readonly NamedFeature[]> {
  const features = await readGff3(path);
  return features.flatMap(({ contig, start, end, type, attributes }) => {
    if (pieces.test(type)) return [];
    const names = ['Name', 'gene_name', 'gene', 'ID'].flatMap((key) => attributes[key] ?? []);
    const [label] = names;
    if (label === undefined) return [];
    return [
      {
        label: `${label} (${type})`,
        region: { contig, start, end },
        type,
        names: names.map((name) => name.toLowerCase()),
      },
    ];
  });
}
