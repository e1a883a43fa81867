import type { ByteSource } from '../bytes/index.ts';
import { expectLineEnd, expectResidues, type IndexedRecord } from './index-differs.ts';
import { baseOffset } from './fasta-index.ts';

/** Lines of up to this many bases are read whole. */
const wholeLineBases = 1 << 16;

/**
 * The letters of bases `[start, end)` of a record, 0-based, case kept, `start < end`.
 *
 * Every byte is held against the index: a base where it says base, a line end where it says line
 * end. As whole lines are read, lines that lie anywhere else show a line end among the bases, and
 * `fasta-index` is thrown instead of shifted letters given. A line longer than `wholeLineBases` is
 * the whole record as a rule, and its ends were looked at before (`check-record.ts`).
 */
export async function readLetters(
  source: ByteSource,
  record: IndexedRecord,
  start: number,
  end: number,
  signal?: AbortSignal,
): Promise<string> {
  const { lineBases, lineWidth, length } = record.entry;
  const whole = lineBases <= wholeLineBases;
  const first = whole ? start - (start % lineBases) : start;
  const last = whole ? Math.min(length, Math.ceil(end / lineBases) * lineBases) : end;
  const offset = baseOffset(record.entry, first);
  const bytes = await source.read(offset, baseOffset(record.entry, last - 1) + 1 - offset, signal);

  const letters = Buffer.allocUnsafe(last - first);
  let at = 0;
  let base = first;
  while (base < last) {
    const bases = Math.min(last - base, lineBases - (base % lineBases));
    expectResidues(record, bytes, at, bases, offset);
    letters.set(bytes.subarray(at, at + bases), base - first);
    at += bases;
    base += bases;
    if (base < last) {
      expectLineEnd(record, bytes, at, offset);
      at += lineWidth - lineBases;
    }
  }
  return letters.toString('latin1', start - first, end - first);
}
