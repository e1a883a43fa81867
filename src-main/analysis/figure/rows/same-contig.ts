import { isMegabaseError, type Contig } from '../../../contract/index.ts';
import { findContig } from '../../../sequence/index.ts';

/** Tells whether a file's name of a contig means the one that is seen: `1` may be `chr1`. */
export function sameContig(seen: string, contigs: readonly Contig[]): (name: string) => boolean {
  const known = new Map<string, boolean>();
  return (name) => {
    let same = known.get(name);
    if (same === undefined) known.set(name, (same = contigOf(name, contigs) === seen));
    return same;
  };
}

function contigOf(name: string, contigs: readonly Contig[]): string | undefined {
  try {
    return findContig(name, contigs)?.contig.name;
  } catch (error) {
    // It could be any of two.
    if (isMegabaseError(error)) return undefined;
    throw error;
  }
}
