/** What is drawn on the screen and in figures alike: without a page and without Node. */
export type { Pen } from './pen.ts';
export { drawLetter, leastLetterWidth, letterColors } from './letters.ts';
