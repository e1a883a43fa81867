import { MegabaseError } from '../../contract/index.ts';
import { virtualBlocks, type IndexedFile, type VirtualRange } from '../bgzip/index.ts';
import { fixedBytes, parseBamRecord, type BamRecord } from './bam-record.ts';

/** Longest record, bytes: a read of some hundred million bases. */
const maxRecordBytes = 1 << 29;

/**
 * The records of a stretch, those that end in one block at a time. Throws `alignment-index` where what
 * lies there is no read, `alignment-format` where the stretch ends inside one.
 */
export async function* bamRecords(
  file: IndexedFile,
  range: VirtualRange,
  signal?: AbortSignal,
): AsyncGenerator<BamRecord[]> {
  /** Blocks that hold no whole record yet, and how many bytes they need to. */
  let rest: Uint8Array[] = [];
  let held = 0;
  let needed = 0;
  for await (const block of virtualBlocks(file, range, signal)) {
    rest.push(block);
    held += block.length;
    // A read of many blocks is put together once, not once for each.
    if (held < needed) continue;
    const bytes = rest.length === 1 ? block : Buffer.concat(rest);
    const { records, at, next } = parseRecords(file.path, bytes);
    rest = at === bytes.length ? [] : [bytes.subarray(at)];
    held = bytes.length - at;
    needed = next;
    if (records.length > 0) yield records;
  }
  if (held > 0) {
    throw new MegabaseError(
      'alignment-index',
      `The index of ${file.path} ends a stretch inside a read, ${held} bytes after it began.`,
    );
  }
}

function parseRecords(
  path: string,
  bytes: Uint8Array,
): { records: BamRecord[]; at: number; next: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const records: BamRecord[] = [];
  let at = 0;
  let next = 4;
  while (at + 4 <= bytes.length) {
    const size = view.getInt32(at, true);
    next = 4 + size;
    const fits = size >= fixedBytes && size <= maxRecordBytes;
    if (fits && at + next > bytes.length) break;
    const record = fits ? parseBamRecord(view, at + 4, size) : undefined;
    if (record === undefined) {
      throw new MegabaseError(
        'alignment-index',
        `The index of ${path} points to something that is not a read (${size} bytes).`,
      );
    }
    records.push(record);
    at += 4 + size;
    next = 4;
  }
  return { records, at, next };
}
