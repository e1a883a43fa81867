import { MegabaseError, defined } from '../../contract/index.ts';
import type { ByteSource } from '../bytes/index.ts';
import { baseOffset, type FaiEntry } from './fasta-index.ts';

/** Gaps between records that are read: of more, which are contigs of a draft, only the last is. */
const maxGaps = 500;

/** Bytes of a gap that are read: a header, and what may follow where a record is not listed. */
const gapBytes = 1 << 14;

/**
 * Throws `fasta-index` where an index leaves out records of its file, as one that was cut does: between
 * two records, and after the last, there is nothing but headers. `samtools faidx` leaves out records without a base.
 */
export async function checkComplete(
  source: ByteSource,
  entries: readonly FaiEntry[],
  { path, indexPath }: { readonly path: string; readonly indexPath: string },
  signal?: AbortSignal,
): Promise<void> {
  const names = new Set(entries.map((entry) => entry.name));
  const sorted = entries.toSorted((a, b) => a.offset - b.offset);
  const first = sorted.length > maxGaps ? sorted.length - 1 : -1;
  for (let i = first; i < sorted.length; i++) {
    const before = sorted[i];
    const from = before === undefined ? 0 : baseOffset(before, before.length - 1) + 1;
    const to = sorted[i + 1]?.offset ?? Infinity;
    if (to <= from) continue;
    const text = Buffer.from(await source.read(from, Math.min(gapBytes, to - from), signal));
    const lines = text.toString('latin1').split('\n');
    // What comes first ends the line of the last base.
    const found = lines.findIndex((line, j) => j > 0 && /^[^>\s]/.test(line));
    if (found === -1) continue;
    const header = defined(lines[found - 1]).trim();
    // A record that is listed elsewhere is told of where it is read.
    const name = /^>([^\t\v\f ]+)/.exec(header)?.[1];
    if (name === undefined || names.has(name)) continue;
    throw new MegabaseError(
      'fasta-index',
      `${indexPath} leaves out a record of ${path}: ${JSON.stringify(header.slice(0, 80))}, which begins ` +
        `after offset ${from}.`,
    );
  }
}
