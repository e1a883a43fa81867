import { MegabaseError } from '../errors.ts';

/** Bytes of a file's beginning that are looked at. */
const headBytes = 64;

/**
 * Throws `text-encoding` where a text file begins as UTF-16 does: with its byte order mark, or with
 * letters of which every other byte is NUL.
 */
export function expectUtf8(path: string, head: Uint8Array): void {
  const [first, second] = head;
  const mark =
    first === 0xff && second === 0xfe
      ? 'the byte order mark FF FE'
      : first === 0xfe && second === 0xff
        ? 'the byte order mark FE FF'
        : undefined;
  const found = mark ?? (isEveryOtherNul(head) ? 'letters with a NUL byte each' : undefined);
  if (found === undefined) return;
  throw new MegabaseError(
    'text-encoding',
    `${path} is text in UTF-16: it begins with ${found}. UTF-8 was expected.`,
  );
}

/** The text of a file in UTF-8; a byte order mark is passed over. Throws `text-encoding` for UTF-16. */
export function utf8Text(path: string, bytes: Uint8Array): string {
  expectUtf8(path, bytes);
  return new TextDecoder().decode(bytes);
}

/** Length of the byte order mark of UTF-8 that a file may begin with: 3 or 0. */
export function utf8MarkLength(head: Uint8Array): 0 | 3 {
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
}

function isEveryOtherNul(bytes: Uint8Array): boolean {
  const pairs = Math.min(bytes.length, headBytes) >> 1;
  if (pairs < 2) return false;
  for (const nul of [0, 1]) {
    let all = true;
    for (let i = 0; i < pairs && all; i++) {
      all = bytes[2 * i + nul] === 0 && bytes[2 * i + 1 - nul] !== 0;
    }
    if (all) return true;
  }
  return false;
}
