import { MegabaseError, type Contig, type Region } from '../contract/index.ts';
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
  const { name: contig, length } = match.contig;
  if (match.note !== undefined) onNote?.(match.note);
  if (range === undefined) return { contig, start: 0, end: length };

  const [first, end] = parseRange(range, length, text);
  if (first < 1 || first > length || end > length) {
    throw new MegabaseError(
      'region-outside',
      `"${text}" is base ${first} to ${end}; ${contig} has bases 1 to ${length}.`,
    );
  }
  if (end < first) {
    throw new MegabaseError(
      'region-syntax',
      `"${text}" ends at base ${end}, before its first base ${first}.`,
    );
  }
  return { contig, start: first - 1, end };
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
    const contig = contigs.find(({ name }) => name === reading.name);
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
function parseRange(range: string, length: number, text: string): [number, number] {
  const groups = rangePattern.exec(range)?.groups;
  if (groups === undefined) {
    throw new MegabaseError(
      'region-syntax',
      `"${text}" has "${range}" after the contig; expected two base numbers, as in 1,001-2,000.`,
    );
  }
  return [parseBase(groups['first']) ?? 1, parseBase(groups['last']) ?? length];
}

function parseBase(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits.replaceAll(',', ''));
}
