import { MegabaseError } from '../../contract/index.ts';
import type { FaiEntry } from './fasta-index.ts';
import { firstForeign, nameByte } from './residues.ts';

/** A line of an index, and the two files it is about. */
export interface IndexedRecord {
  readonly entry: FaiEntry;
  readonly path: string;
  readonly indexPath: string;
}

/** Throws `fasta-index` unless `bases` bytes from `at` can be bases; `offset` is that of `bytes`. */
export function expectResidues(
  record: IndexedRecord,
  bytes: Uint8Array,
  at: number,
  bases: number,
  offset: number,
): void {
  const end = Math.min(at + bases, bytes.length);
  const foreign = firstForeign(bytes, at, end);
  if (foreign < at + bases) {
    throw indexDiffers(record, offset + foreign, nameByte(bytes[foreign]), 'a base');
  }
}

/** Throws `fasta-index` unless the line end that the index tells of (LF or CR LF) is at `at`. */
export function expectLineEnd(
  record: IndexedRecord,
  bytes: Uint8Array,
  at: number,
  offset: number,
): void {
  const lineEnd = record.entry.lineWidth - record.entry.lineBases === 2 ? '\r\n' : '\n';
  for (let i = 0; i < lineEnd.length; i++) {
    const expected = lineEnd.charCodeAt(i);
    if (bytes[at + i] !== expected) {
      const found = nameByte(bytes[at + i]);
      throw indexDiffers(record, offset + at + i, found, `a line end (${nameByte(expected)})`);
    }
  }
}

/** The file is not as the index says at `offset`, in unpacked bytes. */
export function indexDiffers(
  { entry, path, indexPath }: IndexedRecord,
  offset: number,
  found: string,
  expected: string,
): MegabaseError {
  return new MegabaseError(
    'fasta-index',
    `${indexPath} does not fit ${path} at "${entry.name}": found ${found} at offset ${offset}, ` +
      `expected ${expected}.`,
  );
}
