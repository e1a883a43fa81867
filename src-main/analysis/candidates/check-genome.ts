import { MegabaseError, type Contig } from '../../contract/index.ts';
import { contigNames, findContig } from '../../sequence/index.ts';

/**
 * The alignment's names of those contigs of the genome that both have. Throws `alignment-genome` where
 * one of `wanted` has another length there, which is another genome, or where none is shared.
 */
export function matchGenomes(
  path: string,
  aligned: readonly Contig[],
  genome: readonly Contig[],
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const contig of aligned) {
    const match = findContig(contig.name, genome)?.contig;
    // Where a file has both "chr1" and "1", the one of exactly that name is meant.
    if (match === undefined || (names.has(match.name) && match.name !== contig.name)) continue;
    if (!isAsLong(match, contig) && wanted.has(match.name)) {
      throw new MegabaseError(
        'alignment-genome',
        `${path} was aligned to another genome: its ${contig.name} has ${bases(contig)}, ` +
          `the genome's ${match.name} ${bases(match)}.`,
      );
    }
    names.set(match.name, contig.name);
  }
  if (names.size === 0) {
    throw new MegabaseError(
      'alignment-genome',
      `${path} has no contig of this genome: it has ${contigNames(aligned) || 'none'}; the genome ${contigNames(genome)}.`,
    );
  }
  return names;
}

/** Of a contig out of which parts were cut, no more is known than where the last one ends. */
function isAsLong({ length, parts }: Contig, aligned: Contig): boolean {
  return parts === undefined ? length === aligned.length : length <= aligned.length;
}

function bases({ length }: Contig): string {
  return `${length.toLocaleString('en-US')} bp`;
}
