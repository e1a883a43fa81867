import { MegabaseError, type Region, type SkippedLine, quoteField } from '../../contract/index.ts';
import { bedLines, type BedLine } from './bed-lines.ts';

/** A line of a BED file: a region and, where the line has them, its name and strand. */
export interface BedRegion extends Region {
  /** Of the file, 1-based. */
  readonly line: number;
  readonly name?: string;
  readonly strand?: '+' | '-';
}

/** What a BED file holds, in its order. */
interface BedRegions {
  readonly regions: readonly BedRegion[];
  /** Lines that say nothing of any base: a header, features of no length (UCSC's insertions). */
  readonly skipped: readonly SkippedLine[];
}

/**
 * The regions of a BED file, plain or gzip, at least one; score and what follows the strand are not read. Throws
 * `bed-format` with the line, `file-missing`, `file-unreadable`.
 */
export async function readBedRegions(path: string): Promise<BedRegions> {
  const { regions, skipped } = await readBed(path);
  if (regions.length > 0) return { regions, skipped };
  const [first] = skipped;
  const why = first ? ` Line ${first.line} of ${path} is ${first.reason}: ${first.found}.` : '';
  throw new MegabaseError('bed-format', `${path} holds no region.${why}`, {
    file: path,
    line: first?.line,
    found: first?.found,
    expected: 'contig, start and a larger end',
  });
}

/** The same of a file that may hold none, such as peaks of which none was called. Errors: the same. */
export async function readBed(path: string): Promise<BedRegions> {
  const regions: BedRegion[] = [];
  const skipped: SkippedLine[] = [];
  for await (const line of bedLines(path, (header) => skipped.push(header))) {
    const region = parseBedRegion(line, path);
    if (region.start < region.end) regions.push(region);
    else skipped.push(withoutBase(region));
  }
  return { regions, skipped };
}

function withoutBase({ line, start, end }: BedRegion): SkippedLine {
  return { line, reason: 'without a base', found: `start ${start} and end ${end}` };
}

/** The region of a line. Error: `bed-format`. */
export function parseBedRegion({ number: line, columns }: BedLine, path: string): BedRegion {
  const [contig, start, end, name, , strand] = columns;
  const wrong = (what: string, found: string, expected: string) =>
    new MegabaseError('bed-format', `Line ${line} of ${path} ${what}.`, {
      ...{ file: path, line, found, expected },
    });
  const position = (text: string, column: string) => {
    if (/^\d{1,15}$/.test(text)) return Number(text);
    const expected = 'a whole number, 0 or more';
    throw wrong(`has ${quoteField(text)} as ${column}; expected ${expected}`, text, expected);
  };
  if (!contig || start === undefined || end === undefined) {
    const found = contig ? 'fewer than three columns' : 'no contig';
    const expected = 'contig, start and end';
    throw wrong(`has ${found}; expected ${expected}`, found, expected);
  }
  const region = { contig, start: position(start, 'start'), end: position(end, 'end') };
  if (region.start > region.end) {
    const found = `start ${region.start} and end ${region.end}`;
    throw wrong(`has ${found}; the end must be larger`, found, 'a larger end');
  }
  return {
    ...{ ...region, line },
    ...(name === undefined || name === '' || name === '.' ? {} : { name }),
    ...(strand === '+' || strand === '-' ? { strand } : {}),
  };
}
