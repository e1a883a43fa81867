import { holdsSpan, isMegabaseError, type Contig, type Region } from '../../contract/index.ts';
import { findContig, parseRegion } from '../../sequence/index.ts';
import { findPlaces, type AnnotationSearch } from '../../workbench/index.ts';
import { LineFault } from './batch-problem.ts';

/** bp that IGV shows at least. */
const leastShown = 40;

/**
 * A locus as IGV reads it: a region, a contig, or a gene of the annotations; of less than 40 bp the 40 bp round it.
 * Errors: a `LineFault`; `region-outside`, `contig-unknown`, those of the annotations.
 */
export async function findLocus(
  text: string,
  contigs: readonly Contig[],
  annotations: readonly string[],
  search: AnnotationSearch,
): Promise<Region> {
  const region = await findMark(text, contigs, annotations, search);
  return resized(region, contigs, region.end - region.start);
}

/** The same as it stands, for what is marked. Errors: as `findLocus`. */
export async function findMark(
  text: string,
  contigs: readonly Contig[],
  annotations: readonly string[],
  search: AnnotationSearch,
): Promise<Region> {
  const region = spanOf(text, contigs);
  if (region) return region;
  const [place] = await findPlaces(text, contigs, annotations, search, true);
  if (!place) throw new LineFault(`the locus ${text}`, 'a region or a gene');
  return place.region;
}

/** `chr1:1,001-2,000` or `chr1:1,001`, which is one base: to samtools it would be all from there on. */
function spanOf(text: string, contigs: readonly Contig[]): Region | undefined {
  const [, name = '', from = '', to = from] = /^(.+):([\d,]+)(?:-([\d,]+))?$/.exec(text) ?? [];
  const contig = name === '' ? undefined : contigOf(name, contigs);
  if (!contig) return undefined;
  const [first, last] = [from, to].map((one) => Number(one.replaceAll(',', '')));
  if (first === undefined || last === undefined || last < first) {
    throw new LineFault(`the locus ${text}`, 'chr:start-end with start no larger than end');
  }
  return parseRegion(`${contig.name}:${first}-${last}`, contigs);
}

function contigOf(name: string, contigs: readonly Contig[]): Contig | undefined {
  try {
    return findContig(name, contigs)?.contig;
  } catch (error) {
    if (isMegabaseError(error)) return undefined;
    throw error;
  }
}

/** So many bp about the middle of a region, at least those that IGV shows, as far as the contig goes. */
export function resized(region: Region, contigs: readonly Contig[], bp: number): Region {
  const { contig: name, start, end } = region;
  const contig = contigOf(name, contigs);
  const length = contig?.length ?? end;
  const wanted = Math.min(length, Math.max(Math.floor(bp), leastShown));
  const from = Math.floor((start + end - wanted) / 2);
  const left = Math.max(0, Math.min(length - wanted, from));
  const span = { start: left, end: left + wanted };
  return contig && holdsSpan(contig, span) ? { contig: name, ...span } : region;
}
