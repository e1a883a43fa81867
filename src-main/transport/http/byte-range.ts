import { Refusal } from './refusal.ts';

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
  if (header === undefined || !/^\s*bytes\s*=/i.test(header)) return undefined;
  const match = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header);
  const [first, last] = [match?.[1] ?? '', match?.[2] ?? ''];
  if (!match || (first === '' && last === '')) {
    throw unsatisfiable(size, 'The Range is not one stretch of bytes such as bytes=0-99.');
  }
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (start >= end) {
    throw unsatisfiable(size, `The Range ${header.trim()} holds none of the file's ${size} bytes.`);
  }
  return { start, end };
}

function unsatisfiable(size: number, reason: string): Refusal {
  return new Refusal(416, reason, { 'Content-Range': `bytes */${size}`, 'Accept-Ranges': 'bytes' });
}
