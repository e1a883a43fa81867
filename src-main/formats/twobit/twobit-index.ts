import { MegabaseError } from '../../contract/index.ts';
import type { ByteSource } from '../bytes/index.ts';
import { headerBytes } from './twobit-header.ts';

/** Longest name of a sequence, bytes: its length is one byte. */
const maxName = 255;

/** Names and offsets of the sequences, in the order of the file. `header` was checked. Throws `twobit-format`. */
export async function readTwoBitIndex(
  path: string,
  source: ByteSource,
  header: Uint8Array,
  size: number,
): Promise<{ name: string; offset: number }[]> {
  const words = new DataView(header.buffer, header.byteOffset, headerBytes);
  const offsetBytes = words.getUint32(4, true) === 1 ? 8 : 4;
  const count = words.getUint32(8, true);
  const length = Math.min(size - headerBytes, count * (1 + maxName + offsetBytes));
  const bytes = await source.read(headerBytes, length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries: { name: string; offset: number }[] = [];
  const names = new Set<string>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    const nameLength = bytes[at] ?? 0;
    const next = at + 1 + nameLength + offsetBytes;
    const wrong = (what: string) =>
      new MegabaseError(
        'twobit-format',
        `${path} is damaged or cut short at entry ${i + 1} of its index: ${what}.`,
      );
    if (nameLength === 0 || next > bytes.length) {
      throw wrong(`a name of ${nameLength} bytes at byte ${headerBytes + at}`);
    }
    const name = Buffer.from(bytes.subarray(at + 1, at + 1 + nameLength)).toString('utf8');
    const offset =
      offsetBytes === 8
        ? Number(view.getBigUint64(next - 8, true))
        : view.getUint32(next - 4, true);
    if (offset < headerBytes || offset >= size) {
      throw wrong(`"${name}" is said to begin at byte ${offset} of ${size}`);
    }
    if (names.has(name)) throw wrong(`"${name}" comes again`);
    names.add(name);
    entries.push({ name, offset });
    at = next;
  }
  return entries;
}
