import {
  contigNamed,
  basesThere,
  boundsAround,
  holdsSpan,
  MegabaseError,
  partsOf,
  type Contig,
  type Region,
  type Span,
} from '../contract/index.ts';
import { findContig, unknownContig, type ContigMatch } from './match-contig.ts';

/**
 * Reads a region as samtools does, 1-based with both ends included: `chr1:1,001-2,000`,
 * `chr1:1,001` or `chr1:1,001-` to the end of the contig, `chr1:-2,000` from its start, `chr1` all
 * of it. Of the names that a text with several colons could begin with, the longest that a contig
 * has is taken; braces end it elsewhere: `{HLA:01}:1-9`. Throws `region-syntax`, `region-outside`,
 * `contig-unknown`; `onNote` is told of a name that is not exactly the contig's, and of a text
 * that could be read in two ways.
 */
export function parseRegion(
  text: string,
  contigs: readonly Contig[],
  onNote?: (note: string) => void,
): Region {
  const { match, range } = chooseReading(text.trim(), contigs, onNote);
  const { name: contig } = match.contig;
  if (match.note !== undefined) onNote?.(match.note);
  if (range === undefined) return { contig, ...onlyPart(match.contig, text) };

  const [first, end] = parseRange(range, match.contig, text);
  const region = { contig, start: first - 1, end };
  const { length } = match.contig;
  const isOrdered = first <= end || first < 1 || first > length || end > length;
  if (!isOrdered) {
    throw new MegabaseError(
      'region-syntax',
      `"${text}" ends at base ${digits(end)}, before its first base ${digits(first)}.`,
    );
  }
  if (first >= 1 && first <= end && holdsSpan(match.contig, region)) return region;
  throw new MegabaseError(
    'region-outside',
    `"${text}" is base ${digits(first)} to ${digits(end)}; ${basesThere(match.contig)}.`,
  );
}

const digits = (base: number) => base.toLocaleString('en-US');

/** All that there is of a contig. Error: `region-syntax` where that is several parts. */
function onlyPart(contig: Contig, text: string): Span {
  const [part, ...others] = partsOf(contig);
  if (part !== undefined && others.length === 0) return part;
  throw new MegabaseError(
    'region-syntax',
    `"${text}" is in several parts: ${basesThere(contig)}. Name a region inside one of them.`,
  );
}

/** One way to part a text into a name and a range; no range where it is a name throughout. */
interface Reading {
  readonly name: string;
  readonly range?: string;
}

function chooseReading(
  text: string,
  contigs: readonly Contig[],
  onNote: ((note: string) => void) | undefined,
): { readonly match: ContigMatch; readonly range: string | undefined } {
  const readings = readingsOf(text);
  const exact = readings.flatMap((reading) => {
    const contig = contigNamed(contigs, reading.name);
    return contig === undefined ? [] : [{ match: { contig }, range: reading.range }];
  });
  const [chosen, other] = exact;
  if (chosen !== undefined) {
    if (other?.range !== undefined && rangePattern.test(other.range)) {
      const name = other.match.contig.name;
      onNote?.(
        `"${text}" was read as contig "${chosen.match.contig.name}"; {${name}}:${other.range} would be ` +
          `a part of "${name}".`,
      );
    }
    return chosen;
  }
  for (const { name, range } of readings) {
    const match = findContig(name, contigs);
    if (match !== undefined) return { match, range };
  }
  const meant = readings.find(({ range }) => range !== undefined && rangePattern.test(range));
  throw unknownContig(meant?.name ?? text, contigs);
}

/** The longest name first. */
function readingsOf(text: string): Reading[] {
  const braced = /^\{(.*)\}(?::(.*))?$/.exec(text);
  if (braced !== null) {
    const [, name = '', range] = braced;
    return [range === undefined ? { name } : { name, range }];
  }
  const readings: Reading[] = [{ name: text }];
  for (let colon = text.length; (colon = text.lastIndexOf(':', colon - 1)) > 0;) {
    readings.push({ name: text.slice(0, colon), range: text.slice(colon + 1) });
  }
  return readings;
}

/** `a`, `a-`, `-b` or `a-b`, with commas anywhere behind a digit. */
const rangePattern = /^(?=-?\d)(?<first>\d[\d,]*)?(?:-(?<last>\d[\d,]*)?)?$/;

/** First and last base, 1-based. */
function parseRange(range: string, contig: Contig, text: string): [number, number] {
  const groups = rangePattern.exec(range)?.groups;
  if (groups === undefined) {
    throw new MegabaseError(
      'region-syntax',
      `"${text}" has "${range}" after the contig; expected two base numbers, as in 1,001-2,000.`,
    );
  }
  const [first, last] = [parseBase(groups['first']), parseBase(groups['last'])];
  // An end that is left open is that of the part which the other end is in.
  const known = first === undefined ? (last ?? 0) : first - 1;
  const { start, end } = boundsAround(contig, { start: known, end: known });
  return [first ?? start + 1, last ?? end];
}

function parseBase(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits.replaceAll(',', ''));
}
