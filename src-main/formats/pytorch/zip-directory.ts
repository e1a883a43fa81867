import { quoteField } from '../../contract/index.ts';
import type { SyncFile } from '../bytes/index.ts';
import { damaged } from './faults.ts';

/** Where an entry's bytes lie in the file. */
export interface ZipEntry {
  readonly offset: number;
  readonly bytes: number;
  readonly crc: number;
}

/** Bytes of a directory; an entry takes some 80. */
const mostDirectoryBytes = 64 * 2 ** 20;

const endBytes = 22;
const mostCommentBytes = 65_535;

/**
 * The entries of a zip archive, which are stored as they are, by name. Format: APPNOTE.TXT 6.3.10,
 * sections 4.3 (records) and 4.5.3 (zip64). Error: `pytorch-format`.
 */
export class ZipDirectory {
  readonly #file: SyncFile;
  readonly #start: number;
  readonly #entries: ReadonlyMap<string, CentralEntry>;

  constructor(file: SyncFile) {
    const { start, bytes, count } = findDirectory(file);
    this.#file = file;
    this.#start = start;
    this.#entries = readDirectory(file, start, bytes, count);
  }

  get names(): Iterable<string> {
    return this.#entries.keys();
  }

  /** Undefined where there is none of that name. */
  entry(name: string): ZipEntry | undefined {
    const found = this.#entries.get(name);
    if (found === undefined) return undefined;
    const { header, method, flags, bytes, packedBytes, crc } = found;
    const damage = (what: string) =>
      damaged(this.#file.path, header, `its entry ${quoteField(name)} ${what}`);
    if ((flags & 1) !== 0) throw damage('is encrypted');
    if (method !== 0 || packedBytes !== bytes) {
      throw damage(`is compressed (method ${method}); entries that are stored were expected`);
    }
    if (header + localBytes > this.#start) throw damage('begins beyond the end of what is stored');
    const local = viewOf(this.#file, header, localBytes);
    if (local.getUint32(0, true) !== 0x04034b50) throw damage('does not begin where it should');
    const nameBytes = local.getUint16(26, true);
    const offset = header + localBytes + nameBytes + local.getUint16(28, true);
    if (offset + bytes > this.#start) {
      throw damage(`ends at byte ${offset + bytes}, beyond what is stored (${this.#start} bytes)`);
    }
    const own = Buffer.from(this.#file.read(header + localBytes, nameBytes)).toString('utf8');
    if (own !== name) throw damage('has another name in the place that it points to');
    return { offset, bytes, crc };
  }
}

const localBytes = 30;

interface CentralEntry {
  /** Byte of the file at which its local header begins. */
  readonly header: number;
  readonly method: number;
  readonly flags: number;
  readonly bytes: number;
  readonly packedBytes: number;
  readonly crc: number;
}

function findDirectory(file: SyncFile): { start: number; bytes: number; count: number } {
  const { path, size } = file;
  const tailBytes = Math.min(size, endBytes + mostCommentBytes);
  const tail = viewOf(file, size - tailBytes, tailBytes);
  const at = findEnd(tail);
  if (at === undefined) {
    throw damaged(path, size, 'its zip archive has no end; the file is cut short');
  }
  const end = size - tailBytes + at;
  const found = {
    count: tail.getUint16(at + 10, true),
    bytes: tail.getUint32(at + 12, true),
    start: tail.getUint32(at + 16, true),
  };
  const isLarge =
    found.count === 0xffff || found.bytes === 0xffffffff || found.start === 0xffffffff;
  const { start, bytes, count } = isLarge ? readZip64(file, end) : found;
  if (start + bytes > end || bytes > mostDirectoryBytes) {
    throw damaged(
      path,
      end,
      `its zip directory should have ${bytes} bytes from byte ${start}; it ends at byte ${end}`,
    );
  }
  return { start, bytes, count };
}

/** The record that ends an archive: its comment ends where the file does. */
function findEnd(tail: DataView): number | undefined {
  for (let at = tail.byteLength - endBytes; at >= 0; at--) {
    if (tail.getUint32(at, true) !== 0x06054b50) continue;
    if (at + endBytes + tail.getUint16(at + 20, true) === tail.byteLength) return at;
  }
  return undefined;
}

/** Counts and offsets of an archive that 32 bits are too few for. */
function readZip64(file: SyncFile, end: number) {
  const damage = () => damaged(file.path, end, 'its zip archive has no sound end (zip64)');
  if (end < 20) throw damage();
  const locator = viewOf(file, end - 20, 20);
  const at = Number(locator.getBigUint64(8, true));
  if (locator.getUint32(0, true) !== 0x07064b50 || at + 56 > end) throw damage();
  const record = viewOf(file, at, 56);
  if (record.getUint32(0, true) !== 0x06064b50) throw damage();
  return {
    count: Number(record.getBigUint64(32, true)),
    bytes: Number(record.getBigUint64(40, true)),
    start: Number(record.getBigUint64(48, true)),
  };
}

function readDirectory(
  file: SyncFile,
  start: number,
  bytes: number,
  count: number,
): Map<string, CentralEntry> {
  const view = viewOf(file, start, bytes);
  const entries = new Map<string, CentralEntry>();
  let at = 0;
  while (at < bytes) {
    const damage = (what: string) => damaged(file.path, start + at, `its zip directory ${what}`);
    if (at + 46 > bytes || view.getUint32(at, true) !== 0x02014b50) {
      throw damage(`has no entry where one was expected, after ${entries.size} of ${count}`);
    }
    const nameBytes = view.getUint16(at + 28, true);
    const extraBytes = view.getUint16(at + 30, true);
    const next = at + 46 + nameBytes + extraBytes + view.getUint16(at + 32, true);
    if (next > bytes) throw damage('has an entry that is cut short');
    const name = Buffer.from(view.buffer, at + 46, nameBytes).toString('utf8');
    if (entries.has(name)) throw damage(`names ${quoteField(name)} twice`);
    const extra = new DataView(view.buffer, at + 46 + nameBytes, extraBytes);
    const [size = NaN, packedBytes = NaN, header = NaN] = widened(extra, [
      view.getUint32(at + 24, true),
      view.getUint32(at + 20, true),
      view.getUint32(at + 42, true),
    ]);
    if ([size, packedBytes, header].some(Number.isNaN)) {
      throw damage(`does not say how large ${quoteField(name)} is`);
    }
    entries.set(name, {
      ...{ header, packedBytes, bytes: size },
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
    });
    at = next;
  }
  if (entries.size !== count) {
    throw damaged(
      file.path,
      start,
      `its zip directory has ${entries.size} entries; ${count} were expected`,
    );
  }
  return entries;
}

/** Numbers that do not fit in 32 bits stand in the zip64 field, in their order; NaN where it lacks one. */
function widened(extra: DataView, numbers: readonly number[]): number[] {
  let at = 0;
  while (at + 4 <= extra.byteLength && extra.getUint16(at, true) !== 1) {
    at += 4 + extra.getUint16(at + 2, true);
  }
  at += 4;
  return numbers.map((number) => {
    if (number !== 0xffffffff) return number;
    if (at + 8 > extra.byteLength) return NaN;
    at += 8;
    return Number(extra.getBigUint64(at - 8, true));
  });
}

function viewOf(file: SyncFile, offset: number, length: number): DataView<ArrayBuffer> {
  return new DataView(file.read(offset, length).buffer);
}
