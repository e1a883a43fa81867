import { expect, it } from 'vitest';
import { asWritten, plainText } from '../../src-renderer/browser/plain-text.ts';

/** What may open a tag, a comment or a character reference, by the HTML standard. */
const opening = /<[a-z/!?]|&[a-z\d#]/i;

it.each([
  ...['<img src=x onerror=f()>', '</div>', '<!--', '<?xml', 'R&D', '&lt;b&gt;', '&#60;', '&copy'],
  ...['<<b>', '&&amp;', '<\n<B', '1 < 2 & 3', 'a&', 'plain', ''],
])('%j is the same to read, and no markup', (words) => {
  const plain = plainText(words);
  expect(plain).not.toMatch(opening);
  expect(asWritten(plain)).toBe(words);
  expect(plainText(plain)).toBe(plain);
  if (!opening.test(words)) expect(plain).toBe(words);
});
