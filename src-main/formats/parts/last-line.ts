import { openFile, PlainSource } from '../bytes/index.ts';

/** Bytes that are looked at first. */
const firstLook = 1 << 14;

/** The last line of a plain text file, without its end. Errors: those of reading. */
export async function readLastLine(path: string): Promise<string> {
  const handle = await openFile(path);
  try {
    const source = new PlainSource(path, handle);
    const { size } = await handle.stat();
    for (let length = Math.min(size, firstLook); ; length = Math.min(size, 8 * length)) {
      const bytes = await source.read(size - length, length);
      const end = bytes.at(-1) === 0x0a ? bytes.length - 1 : bytes.length;
      const start = bytes.subarray(0, end).lastIndexOf(0x0a);
      if (start >= 0 || length === size) {
        return Buffer.from(bytes.subarray(start + 1, end)).toString('utf8');
      }
    }
  } finally {
    await handle.close();
  }
}
