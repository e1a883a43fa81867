import { cutField, type SkippedLine } from '../../contract/index.ts';
import { readLines } from '../lines/index.ts';

/** A line of a BED file that is no comment, in its columns. */
export interface BedLine {
  /** 1-based. */
  readonly number: number;
  readonly columns: readonly string[];
}

/**
 * The lines of a BED file, or of one of its kin (BEDPE), plain or gzip, in their columns: comments, and
 * the lines `track` and `browser`, are passed over. A first line that names the columns goes to
 * `onHeader`. Errors: those of `readLines`.
 */
export async function* bedLines(
  path: string,
  onHeader: (skipped: SkippedLine) => void,
): AsyncGenerator<BedLine> {
  let isFirst = true;
  for await (const { number, text } of readLines(path)) {
    if (/^(#|(track|browser)(\s|$)|\s*$)/.test(text)) continue;
    // A contig or a name may have spaces in it only where tabs part the columns.
    const columns = text.includes('\t') ? text.split('\t') : text.trim().split(/\s+/);
    if (isFirst && isHeader(columns)) {
      onHeader({
        line: number,
        reason: 'a header',
        found: columns.slice(0, 3).map(cutField).join(' '),
      });
    } else yield { number, columns };
    isFirst = false;
  }
}

/** `chrom start end`, `chr chromStart chromEnd`, ...: words where numbers stand. */
function isHeader([, start = '', end = '']: readonly string[]): boolean {
  return [start, end].every((word) => /^[A-Za-z][\w .]*$/.test(word.trim()));
}
