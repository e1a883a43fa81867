import { MegabaseError, defined } from '../../contract/index.ts';
import type { ByteSource } from '../bytes/index.ts';

/** Blocks of N, or of soft-masked bases, as columns; 0-based. */
interface Blocks {
  readonly starts: Uint32Array;
  readonly sizes: Uint32Array;
}

/** What stands before the bases of one sequence. */
export interface TwoBitRecord {
  /** Bases. */
  readonly length: number;
  readonly unknown: Blocks;
  readonly masked: Blocks;
  /** Offset of the bases in the file, four to a byte. */
  readonly basesAt: number;
}

/** Bases of the sequence whose record is at `offset`. Throws `twobit-format` where they cannot be there. */
export async function readTwoBitLength(
  path: string,
  source: ByteSource,
  name: string,
  offset: number,
  size: number,
): Promise<number> {
  const bytes = await source.read(offset, 4);
  const length =
    bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  // Besides the bases, four to a byte: length, two counts of blocks, a reserved word.
  const end = offset + 16 + Math.ceil(length / 4);
  if (end <= size) return length;
  throw new MegabaseError(
    'twobit-format',
    `${path} says that the ${length} bases of "${name}" end at byte ${end}; it has ${size}.`,
  );
}

/**
 * Reads the header of a sequence at `offset` of a file of `size` bytes. Every count is held against what
 * the file has: @gmod/twobit 6.0.5 goes through as many blocks as a damaged count says. Throws
 * `twobit-format`.
 */
export async function readTwoBitRecord(
  path: string,
  source: ByteSource,
  name: string,
  offset: number,
  size: number,
): Promise<TwoBitRecord> {
  let at = offset;
  const wrong = (what: string) =>
    new MegabaseError('twobit-format', `${path} is damaged or cut short at "${name}": ${what}.`);
  const words = async (count: number): Promise<Uint32Array> => {
    if (at + 4 * count > size) {
      throw wrong(`${count} numbers at byte ${at} do not fit in its ${size} bytes`);
    }
    const bytes = await source.read(at, 4 * count);
    at += 4 * count;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return Uint32Array.from({ length: count }, (_, i) => view.getUint32(4 * i, true));
  };
  const blocks = async (what: string, length: number): Promise<Blocks> => {
    const [count] = await words(1);
    const found = { starts: await words(defined(count)), sizes: await words(defined(count)) };
    let end = 0;
    for (const [i, start] of found.starts.entries()) {
      const next = start + found.sizes[i]!;
      if (start < end || next > length) {
        throw wrong(`${what} ${i + 1} is of bases ${start} to ${next} of ${length}, after ${end}`);
      }
      end = next;
    }
    return found;
  };
  const [length] = await words(1);
  const unknown = await blocks('block of N', defined(length));
  const masked = await blocks('masked block', defined(length));
  await words(1);
  if (at + Math.ceil(defined(length) / 4) > size) {
    throw wrong(
      `its ${length} bases end at byte ${at + Math.ceil(defined(length) / 4)}; the file has ${size}`,
    );
  }
  return { length: defined(length), unknown, masked, basesAt: at };
}

/** Letters of each byte: the first base in its highest bits. */
const quads = Array.from({ length: 256 }, (_, byte) =>
  [6, 4, 2, 0].map((shift) => 'TCAG'.charAt((byte >> shift) & 3)).join(''),
);

/** The letters of bases `[start, end)`: N where the file does not know, lower case where it masks. */
export async function readTwoBitLetters(
  path: string,
  source: ByteSource,
  record: TwoBitRecord,
  start: number,
  end: number,
): Promise<string> {
  const from = start >> 2;
  const bytes = await source.read(record.basesAt + from, Math.ceil(end / 4) - from);
  if (bytes.length < Math.ceil(end / 4) - from) {
    throw new MegabaseError(
      'twobit-format',
      `${path} ends before base ${end} (0-based) of a sequence of ${record.length}.`,
    );
  }
  const letters = Buffer.allocUnsafe(4 * bytes.length);
  for (const [i, byte] of bytes.entries()) letters.write(defined(quads[byte]), 4 * i, 'latin1');
  const own = letters.subarray(start - 4 * from, end - 4 * from);
  for (const [first, last] of within(record.unknown, start, end)) own.fill('N', first, last);
  for (const [first, last] of within(record.masked, start, end)) {
    for (let i = first; i < last; i++) own[i]! |= 0x20;
  }
  return own.toString('latin1');
}

/** The parts of blocks that lie in `[start, end)`, counted from `start`. */
function* within(
  { starts, sizes }: Blocks,
  start: number,
  end: number,
): Generator<readonly [number, number]> {
  // The blocks are sorted: the first that can reach `start` is the last that begins before it.
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (starts[middle]! + sizes[middle]! <= start) low = middle + 1;
    else high = middle;
  }
  for (let i = low; i < starts.length && starts[i]! < end; i++) {
    const first = Math.max(start, starts[i]!);
    const last = Math.min(end, starts[i]! + sizes[i]!);
    if (last > first) yield [first - start, last - start];
  }
}
