import type { Region } from './region.ts';

/** From one base to another, 0-based half-open, in bp. */
export type Span = Pick<Region, 'start' | 'end'>;

/** A contig of a genome and its length in bp. */
export interface Contig {
  readonly name: string;
  readonly length: number;
  /**
   * The parts that the file has of a contig out of which they were cut, in order and apart. `length` is
   * then where the last one ends, since the contig's own is not known. Absent: all of it is there.
   */
  readonly parts?: readonly Span[] | undefined;
}

type Extent = Pick<Contig, 'length' | 'parts'>;

/** What there is of a contig, in order: one span but where it was cut. */
export function partsOf({ length, parts }: Extent): readonly Span[] {
  return parts ?? [{ start: 0, end: length }];
}

/** All that there is of some contigs, in order. */
export function allRegions(contigs: readonly Contig[]): Region[] {
  return contigs.flatMap((contig) =>
    partsOf(contig).map(({ start, end }) => ({ contig: contig.name, start, end })),
  );
}

/** From the first base to the last that there are of a contig. */
export function boundsOf({ length, parts }: Extent): Span {
  return { start: parts?.[0]?.start ?? 0, end: length };
}

/** How many bases there are of a contig. */
export function basesIn(contig: Extent): number {
  return partsOf(contig).reduce((sum, { start, end }) => sum + end - start, 0);
}

/** Whether all bases from `start` to `end` are there, in one part. */
export function holdsSpan(contig: Extent, { start, end }: Span): boolean {
  return partsOf(contig).some((part) => part.start <= start && end <= part.end);
}

/**
 * From the first base to the last of the parts that a span touches: what lies about it is read within
 * these. All of the contig where it touches none.
 */
export function boundsAround(contig: Extent, { start, end }: Span): Span {
  const touched = partsOf(contig).filter((part) => start <= part.end && end >= part.start);
  return { start: touched[0]?.start ?? 0, end: touched.at(-1)?.end ?? contig.length };
}

/** `chr1 has bases 1 to 200`; of a contig that was cut, `the genome has bases 100 to 200 of chr1`. */
export function basesThere({ name, length, parts }: Contig): string {
  return parts === undefined
    ? `${name} has bases 1 to ${length.toLocaleString('en-US')}`
    : `the genome has bases ${partNames(parts)} of ${name}`;
}

/** `100 to 200 and 301 to 400`, 1-based with both ends included; the first five. */
export function partNames(parts: readonly Span[]): string {
  const shown = 5;
  const names = parts
    .slice(0, shown)
    .map(
      ({ start, end }) =>
        `${(start + 1).toLocaleString('en-US')} to ${end.toLocaleString('en-US')}`,
    );
  const more = parts.length > shown ? ` and ${parts.length - shown} more parts` : '';
  return names.join(', ') + more;
}

const byName = new WeakMap<readonly Contig[], ReadonlyMap<string, Contig>>();

/** The contig of exactly that name, in a time that does not grow with their number: a draft has many. */
export function contigNamed(contigs: readonly Contig[], name: string): Contig | undefined {
  const known =
    byName.get(contigs) ?? new Map(contigs.toReversed().map((contig) => [contig.name, contig]));
  byName.set(contigs, known);
  return known.get(name);
}
