import type { ByteSource } from '../bytes/index.ts';
import { quoteField, utf8MarkLength } from '../../contract/index.ts';
import { baseOffset } from './fasta-index.ts';
import {
  expectLineEnd,
  expectResidues,
  indexDiffers,
  type IndexedRecord,
} from './index-differs.ts';
import { nameByte } from './residues.ts';

/** Bytes before a record that are searched for its header; then four times more, and so on. */
const headerBytes = 1024;

/** Longest header line that is looked for, bytes. */
const maxHeaderBytes = 1 << 20;

/** Longest first line that is read whole, bytes. */
const maxFirstLine = 1 << 16;

/** Bytes after a record in which the next one, or the end of the file, must show. */
const tailBytes = 4096;

/**
 * Holds one line of an index against the file with a few small reads: the header before the
 * record, its first line, and what comes after its last base. Throws `fasta-index`.
 */
export async function checkRecord(
  source: ByteSource,
  record: IndexedRecord,
  signal?: AbortSignal,
): Promise<void> {
  await checkHeader(source, record, signal);
  await checkFirstLine(source, record, signal);
  await checkEnd(source, record, signal);
}

async function checkHeader(
  source: ByteSource,
  record: IndexedRecord,
  signal?: AbortSignal,
): Promise<void> {
  const { name, offset } = record.entry;
  for (let back = headerBytes; ; back *= 4) {
    const from = Math.max(0, offset - back);
    const text = Buffer.from(await source.read(from, offset - from, signal));
    if (text.length < offset - from || text.at(-1) !== 0x0a) {
      const found = nameByte(text.length < offset - from ? undefined : text.at(-1));
      throw indexDiffers(record, offset - 1, found, 'the end of a header line');
    }
    const start = text.lastIndexOf(0x0a, -2) + 1;
    if (start === 0 && from > 0 && back < maxHeaderBytes) continue;

    // A byte order mark may stand before the first record.
    const mark = from + start === 0 ? utf8MarkLength(text) : 0;
    const line = text.subarray(start + mark).toString();
    if (!line.startsWith('>') || headerName(line) !== name) {
      const found = quoteField(line.trimEnd());
      throw indexDiffers(record, from + start, found, `the header ">${name}"`);
    }
    return;
  }
}

async function checkFirstLine(
  source: ByteSource,
  record: IndexedRecord,
  signal?: AbortSignal,
): Promise<void> {
  const { offset, lineBases, lineWidth, length } = record.entry;
  const bases = Math.min(length, lineBases, maxFirstLine);
  const bytes = await source.read(offset, bases, signal);
  expectResidues(record, bytes, 0, bases, offset);
  if (length > lineBases) {
    const end = offset + lineBases;
    expectLineEnd(record, await source.read(end, lineWidth - lineBases, signal), 0, end);
  }
}

async function checkEnd(
  source: ByteSource,
  record: IndexedRecord,
  signal?: AbortSignal,
): Promise<void> {
  const from = baseOffset(record.entry, record.entry.length - 1);
  const bytes = await source.read(from, tailBytes, signal);
  expectResidues(record, bytes, 0, 1, from);
  let at = 1;
  while (bytes[at] === 0x0d || bytes[at] === 0x0a) at++;
  const fileEnds = at === bytes.length && bytes.length < tailBytes;
  const recordBegins = bytes[at] === 0x3e && at > 1 && bytes[at - 1] === 0x0a;
  // Nothing but blank lines as far as was read: the record ends here in any case.
  if (!fileEnds && !recordBegins && at < bytes.length) {
    const expected = at === 1 ? 'a line end' : 'a new record or the end of the file';
    throw indexDiffers(record, from + at, nameByte(bytes[at]), expected);
  }
}

/** The name in a header line, ended by what C's `isspace` knows: other spaces may be in a name. */
function headerName(line: string): string | undefined {
  return line.slice(1).match(/[^\t\n\v\f\r ]+/)?.[0];
}
