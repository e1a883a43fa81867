import { drawLetter, letterColors } from '../letters.ts';
import type { Pen } from '../pen.ts';
import { xOf, type Place } from '../place.ts';
import { textFont } from '../text.ts';

/** px a base from which on bases are written as text; below they are outlines as wide as there is room. */
const textWidth = 10;

/** px a base from which on a sequence tells anything. */
export const leastBaseWidth = 1;

const unknownColor = '#5b6675';

/** Bases from `start`, 0-based: letters, or where they are too narrow strips of their colours. */
export function drawSequence(
  pen: Pen,
  { start, letters }: { readonly start: number; readonly letters: string },
  place: Place,
): void {
  const x = xOf(place);
  const width = 1 / place.bpPerPixel;
  const [top, height] = [1, place.height - 2];
  pen.font = textFont;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  for (const [i, given] of [...letters].entries()) {
    const letter = given.toUpperCase();
    const left = Math.max(0, x(start + i));
    const right = Math.min(place.width, x(start + i + 1));
    if (right <= left) continue;
    pen.fillStyle = letterColors[letter] ?? unknownColor;
    if (width < 6 || !(letter in letterColors)) pen.fillRect(left, top, right - left, height);
    else if (right - left < 0.9 * width) continue;
    else if (width >= textWidth) pen.fillText(letter, (left + right) / 2, place.height / 2);
    else drawLetter(pen, letter, { left: left + 0.05 * width, top, width: 0.9 * width, height });
  }
  pen.textAlign = 'left';
  pen.textBaseline = 'alphabetic';
}
