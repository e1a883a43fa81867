import { MegabaseError, type Region, quoteField, defined } from '../../contract/index.ts';
import { bedLines } from '../bed/index.ts';

/** A line of a BEDPE file: two regions that belong together. */
export interface BedPair {
  readonly first: Region;
  readonly second: Region;
  /** `.` where the line has none. */
  readonly name: string;
  /** Absent where the line has none. */
  readonly score?: number;
}

/**
 * The pairs of a BEDPE file, plain or gzip, in its order; further columns are not read, and pairs with
 * an end unknown (`.`) are left out. Throws `bed-format` with the line, `file-missing`,
 * `file-unreadable`.
 */
export async function readBedPairs(path: string): Promise<BedPair[]> {
  const pairs: BedPair[] = [];
  for await (const { number, columns } of bedLines(path, () => undefined)) {
    if (columns[0] === '.' || columns[3] === '.') continue;
    const where = `Line ${number} of ${path}`;
    const [first, second] = [columns.slice(0, 3), columns.slice(3, 6)].map((three) =>
      readRegion(three, where),
    );
    const [name = '.', score = ''] = columns.slice(6);
    const value = score.trim() === '' || score === '.' ? undefined : Number(score);
    if (Number.isNaN(value)) throw wrong(where, `has ${quoteField(score)} as score`);
    const pair = { first: defined(first), second: defined(second), name };
    pairs.push(value === undefined ? pair : { ...pair, score: value });
  }
  return pairs;
}

function readRegion([contig, start, end]: readonly string[], where: string): Region {
  const [from, to] = [start, end].map((text) =>
    /^\d{1,15}$/.test(text ?? '') ? Number(text) : NaN,
  );
  if (contig && defined(from) < defined(to))
    return { contig, start: defined(from), end: defined(to) };
  const found = quoteField([contig, start, end].join(' '));
  throw wrong(where, `has ${found} where a contig, a start and a larger end were expected`);
}

function wrong(where: string, what: string): MegabaseError {
  return new MegabaseError('bed-format', `${where} ${what}.`);
}
