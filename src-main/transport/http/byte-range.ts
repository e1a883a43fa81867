import { parse } from 'range-parser';
import { HttpError } from './http-error.ts';

/** Part of a file. 0-based half-open, bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a Range header for a file of `size` bytes: `bytes=0-99`, `bytes=100-`, `bytes=-100`.
 * Undefined where the whole file is to be sent, as for a unit that is not known.
 */
export function readByteRange(header: string | undefined, size: number): ByteRange | undefined {
  const { type, code, ranges } = parse(size, header ?? '');
  if (type !== 'bytes') return undefined;
  const [range, ...others] = ranges;
  if ((code & 1) !== 0 || others.length > 0) {
    throw unsatisfiable(size, 'The Range is not one range of bytes such as bytes=0-99.');
  }
  if (range === undefined) {
    throw unsatisfiable(size, `The Range ${header} holds none of the file's ${size} bytes.`);
  }
  return { start: range.start, end: range.end + 1 };
}

function unsatisfiable(size: number, reason: string): HttpError {
  return new HttpError(416, reason, {
    'Content-Range': `bytes */${size}`,
    'Accept-Ranges': 'bytes',
  });
}
