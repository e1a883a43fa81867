import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { MegabaseError } from '../../contract/index.ts';
import { isGzip } from '../bgzip/index.ts';
import { openFile, readError } from '../bytes/index.ts';

/** A line of a text file, without its end. */
export interface Line {
  /** 1-based. */
  readonly number: number;
  readonly text: string;
}

/** Longest line in characters; what is longer is not a table. */
const maxLine = 1 << 24;

/**
 * The lines of a text file, plain or gzip (bgzip too), ended by LF or CR LF. Memory holds one line
 * at a time. Throws `file-missing` and `file-unreadable`.
 */
export async function* readLines(path: string): AsyncGenerator<Line> {
  const decoder = new TextDecoder();
  let number = 0;
  let rest = '';
  for await (const bytes of unpacked(path)) {
    rest += decoder.decode(bytes, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop()!;
    for (const line of lines) yield { number: ++number, text: withoutReturn(line) };
    if (rest.length > maxLine) {
      throw new MegabaseError(
        'file-unreadable',
        `Line ${number + 1} of ${path} is longer than ${maxLine} characters.`,
      );
    }
  }
  rest += decoder.decode();
  if (rest !== '') yield { number: ++number, text: withoutReturn(rest) };
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

async function* unpacked(path: string): AsyncGenerator<Uint8Array> {
  const file = (await openFile(path)).createReadStream();
  try {
    const pieces = file[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    const first = await pieces.next();
    if (first.done) return;
    const all = Readable.from(startingWith(first.value, pieces));
    // pipeline hands an error of either stream on to the one that is read, so its own callback
    // has nothing left to do.
    yield* isGzip(first.value) ? pipeline(all, createGunzip(), () => undefined) : all;
  } catch (error) {
    throw readError(path, error);
  } finally {
    file.destroy();
  }
}

/** The first piece was taken to tell how the file is packed; a pipe cannot be read from 0 again. */
async function* startingWith<T>(first: T, others: AsyncIterator<T>): AsyncGenerator<T> {
  yield first;
  yield* { [Symbol.asyncIterator]: () => others };
}
