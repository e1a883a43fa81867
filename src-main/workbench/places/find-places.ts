import {
  isMegabaseError,
  MegabaseError,
  partsOf,
  type Contig,
  type FoundPlace,
  type Region,
} from '../../contract/index.ts';
import { findContig, parseRegion } from '../../sequence/index.ts';
import type { AnnotationSearch } from './annotation-search.ts';

/**
 * The region that a text says, or the features that it names, on the genome's contigs; `exact`: by all of
 * their name. Errors:
 * `contig-unknown` where it names nothing; `region-syntax`, `region-outside`; `gff-format`, `bed-format`.
 */
export async function findPlaces(
  text: string,
  contigs: readonly Contig[],
  annotations: readonly string[],
  search: AnnotationSearch,
  exact = false,
): Promise<FoundPlace[]> {
  const wanted = text.trim();
  if (wanted === '') return [];
  try {
    return [{ label: wanted, region: parseRegion(wanted, contigs) }];
  } catch (error) {
    // An ID may have colons and yet be no region: gene:ENSG00000139618.
    if (!isMegabaseError(error) || error.code !== 'contig-unknown') throw error;
    const found = await search.find(annotations, wanted, exact);
    const places = found.flatMap(({ label, region }) =>
      placeOn(region, contigs).map((place) => ({ label, region: place })),
    );
    if (places.length > 0) return places;
    const near = exact ? (await search.find(annotations, wanted)).slice(0, 5) : [];
    const begins = near.map(({ label }) => label).join(', ');
    throw new MegabaseError(
      'contig-unknown',
      `No feature of the annotation is called "${wanted}"` +
        `${begins === '' ? '' : `; with it begin ${begins}`}. ${error.message}`,
      { cause: error },
    );
  }
}

/** The annotation may say 1 for chr1, or tell of contigs that the genome lacks. */
function placeOn({ contig, start, end }: Region, contigs: readonly Contig[]): Region[] {
  const match = looselyFind(contig, contigs);
  const parts = match === undefined ? [] : partsOf(match);
  return parts
    .map((part) => ({
      contig: match?.name ?? contig,
      start: Math.max(start, part.start),
      end: Math.min(end, part.end),
    }))
    .filter((place) => place.start < place.end);
}

function looselyFind(name: string, contigs: readonly Contig[]): Contig | undefined {
  try {
    return findContig(name, contigs)?.contig;
  } catch {
    // It could be any of two: then it is neither.
    return undefined;
  }
}
