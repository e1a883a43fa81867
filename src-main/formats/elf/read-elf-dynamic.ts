import { closeSync, openSync, readSync } from 'node:fs';

/** What a library asks of the loader. */
interface ElfDynamic {
  /** Names of the libraries that it needs, `DT_NEEDED`, in their order. */
  readonly needed: readonly string[];
  /** Folders in which they are looked for first, `DT_RPATH` and `DT_RUNPATH`; may begin with `$ORIGIN`. */
  readonly runPath: readonly string[];
}

const [loadable, dynamic] = [1, 2];
const tags = { end: 0, needed: 1, strings: 5, stringsSize: 10, rpath: 15, runpath: 29 };

/** Most that a header, a table or the names may take: those of CUDA's provider take 100 KB. */
const most = 16e6;

/**
 * The dynamic section of a 64-bit little-endian library, of which only this is read: such files have
 * hundreds of megabytes. Undefined where the file is none, or is damaged.
 *
 * Format: System V ABI, chapters 4 and 5; the ELF-64 object file format.
 */
export function readElfDynamic(path: string): ElfDynamic | undefined {
  const file = openSync(path, 'r');
  try {
    return readDynamic((offset, length) => {
      if (!(length >= 0 && length <= most)) throw new RangeError('too long');
      const bytes = Buffer.alloc(length);
      if (readSync(file, bytes, 0, length, offset) < length) throw new RangeError('too short');
      return bytes;
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  } finally {
    closeSync(file);
  }
}

function readDynamic(read: (offset: number, length: number) => Buffer): ElfDynamic | undefined {
  const header = read(0, 64);
  const [is64Bit, isLittleEndian] = [header[4] === 2, header[5] === 1];
  if (header.toString('latin1', 0, 4) !== '\x7fELF' || !is64Bit || !isLittleEndian)
    return undefined;
  const [size, count] = [header.readUInt16LE(54), header.readUInt16LE(56)];
  const table = read(Number(header.readBigUInt64LE(32)), size * count);
  const segments = Array.from({ length: count }, (_, i) => ({
    type: table.readUInt32LE(i * size),
    offset: Number(table.readBigUInt64LE(i * size + 8)),
    address: Number(table.readBigUInt64LE(i * size + 16)),
    bytes: Number(table.readBigUInt64LE(i * size + 32)),
  }));
  const section = segments.find(({ type }) => type === dynamic);
  if (section === undefined) return { needed: [], runPath: [] };
  const bytes = read(section.offset, section.bytes);
  const entries: (readonly [tag: number, value: number])[] = [];
  for (let at = 0; at + 16 <= bytes.length; at += 16) {
    const tag = Number(bytes.readBigInt64LE(at));
    if (tag === tags.end) break;
    entries.push([tag, Number(bytes.readBigUInt64LE(at + 8))]);
  }
  const valueOf = (wanted: number) => entries.find(([tag]) => tag === wanted)?.[1];
  const address = valueOf(tags.strings);
  const own = segments.find(
    (one) =>
      one.type === loadable &&
      address !== undefined &&
      address >= one.address &&
      address < one.address + one.bytes,
  );
  if (address === undefined || own === undefined) return undefined;
  const names = read(own.offset + address - own.address, valueOf(tags.stringsSize) ?? 0);
  const textAt = (offset: number) => {
    const end = names.indexOf(0, offset);
    if (offset >= names.length || end < 0) throw new RangeError('a name outside its table');
    return names.toString('utf8', offset, end);
  };
  const all = (wanted: readonly number[]) =>
    entries.flatMap(([tag, value]) => (wanted.includes(tag) ? [textAt(value)] : []));
  return {
    needed: all([tags.needed]),
    runPath: all([tags.rpath, tags.runpath]).flatMap((path) => path.split(':')),
  };
}
