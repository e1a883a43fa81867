/** U+2060, word joiner: without width and without a glyph. */
const joiner = '\u2060';

/**
 * Words of a file as igv may have them: shown as they are written, and never markup.
 *
 * igv writes the same name as HTML in one place (a track's label, an entry of a menu) and as text in
 * another (a title, a box to type in, canvas, SVG), so an entity would be right in only half of them.
 * In HTML `<` opens a tag, and `&` a character reference, by what follows directly (letter, `/`, `!`,
 * `?`, `#`); a joiner in between is seen in neither place.
 * See https://html.spec.whatwg.org/multipage/parsing.html#tag-open-state.
 */
export function plainText(words: string): string {
  return words.replaceAll(/[<&](?=[a-z\d/!?#])/gi, `$&${joiner}`);
}

/** The words that `plainText` was given. */
export function asWritten(plain: string): string {
  return plain.replaceAll(joiner, '');
}
