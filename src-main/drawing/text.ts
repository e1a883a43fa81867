import type { Pen } from './pen.ts';

/** px of what is written in a picture; a figure makes as many points of it as it was told. */
export const textSize = 11;

/** A figure's pen has its own letters. */
export const textFont = `${textSize}px system-ui, sans-serif`;
export const boldFont = `600 ${textFont}`;
export const titleFont = `600 13px system-ui, sans-serif`;

/** px from one line to the next. */
export const lineHeight = 13;

/** px from the top of a line to what its letters stand on. */
export const lineBase = 10;

/** Lines of a text, none wider than `width` px: parted at spaces, and words longer than that anywhere. */
export function wrapText(
  pen: Pick<Pen, 'measureText'>,
  text: string,
  width: number,
): readonly string[] {
  const lines: string[] = [];
  let line = '';
  const fits = (words: string) => pen.measureText(words).width <= width;
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (!fits(line) && line.length > 1) {
      const length = lengthThatFits(line, fits);
      lines.push(line.slice(0, length));
      line = line.slice(length);
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** The text, or as much of it as has room, px. */
export function fitting(pen: Pick<Pen, 'measureText'>, text: string, room: number): string {
  if (pen.measureText(text).width <= room) return text;
  let length = text.length;
  while (length > 1 && pen.measureText(`${text.slice(0, length)}…`).width > room) length--;
  return `${text.slice(0, length)}…`;
}

/** The most letters that fit, one at least; after a mark between words where there is one. */
function lengthThatFits(word: string, fits: (text: string) => boolean): number {
  let length = word.length - 1;
  while (length > 1 && !fits(word.slice(0, length))) length--;
  const mark = Math.max(
    ...['.', '_', '-', ':', '/'].map((one) => word.lastIndexOf(one, length - 1)),
  );
  return mark > length / 2 ? mark + 1 : length;
}
