import type { Contig } from '../../contract/index.ts';
import { findContig } from '../../sequence/index.ts';

/** Names that are remembered: a broken file can have any number. */
const mostNames = 100_000;

/** The contigs of a genome that a name in a file can mean. */
export class ContigNames {
  readonly #contigs: readonly Contig[];
  readonly #known = new Map<string, readonly string[]>();

  constructor(contigs: readonly Contig[]) {
    this.#contigs = contigs;
  }

  /** One; none for a name of no contig; all where it could be either of two: whoever normalises the record says so. */
  candidates(name: string): readonly string[] {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const found = this.#find(name);
    if (this.#known.size < mostNames) this.#known.set(name, found);
    return found;
  }

  #find(name: string): readonly string[] {
    try {
      const match = findContig(name, this.#contigs);
      return match === undefined ? [] : [match.contig.name];
    } catch {
      return this.#contigs.map((contig) => contig.name);
    }
  }
}
