import { inks, signColors, withAlpha } from '../colors.ts';
import { textFont, textSize } from '../text.ts';
import { drawLetter, letterColors } from '../letters.ts';
import type { Pen } from '../pen.ts';
import type { AlleleColumn } from './allele-columns.ts';
import { line } from './axes.ts';
import type { PictureSize } from './plot.ts';

/** px */
const nameWidth = 72;
const widestLetter = 12;
export const allelesHeight = 50;

/** px that two alleles take where their letters are as wide as they may be. */
export function allelesWidth(columns: readonly AlleleColumn[]): number {
  return nameWidth + columns.length * widestLetter;
}

/** Both alleles, one below the other, letter by letter, with what changes on a band; positions from 1. */
export function drawAlleles(
  pen: Pen,
  columns: readonly AlleleColumn[],
  { width }: PictureSize,
): void {
  const letter = Math.min(widestLetter, (width - nameWidth) / Math.max(1, columns.length));
  const [top, rowHeight] = [textSize + 6, 16];
  const x = (column: number) => nameWidth + column * letter;
  pen.fillStyle = withAlpha(signColors.more, 0.18);
  const first = columns.findIndex(({ isChanged }) => isChanged);
  const last = columns.findLastIndex(({ isChanged }) => isChanged);
  if (first >= 0) {
    pen.fillRect(x(first), top - 2, (last - first + 1) * letter, 2 * rowHeight + 4);
  }
  pen.font = textFont;
  pen.fillStyle = inks.soft;
  pen.textAlign = 'left';
  pen.textBaseline = 'alphabetic';
  for (const [row, side] of (['reference', 'alternative'] as const).entries()) {
    const foot = top + (row + 1) * rowHeight - 4;
    pen.fillStyle = inks.soft;
    pen.fillText(row === 0 ? 'Reference' : 'Alternative', 0, foot);
    for (const [i, column] of columns.entries()) {
      drawBase(pen, column[side], { left: x(i), width: letter, top: foot - 11, height: 11 });
    }
  }
  drawPosition(pen, columns, first, x, top);
}

function drawBase(
  pen: Pen,
  base: string,
  { left, width, top, height }: { left: number; width: number; top: number; height: number },
): void {
  const color = letterColors[base];
  if (color !== undefined) {
    pen.fillStyle = color;
    const margin = 0.12 * width;
    drawLetter(pen, base, { left: left + margin, width: width - 2 * margin, top, height });
    return;
  }
  pen.fillStyle = inks.soft;
  if (base === '-') {
    pen.fillRect(left + 0.15 * width, top + height / 2 - 0.75, 0.7 * width, 1.5);
    return;
  }
  pen.textAlign = 'center';
  pen.fillText(base, left + width / 2, top + height);
  pen.textAlign = 'left';
}

/** Where the change begins, above its first letter; the base before it where it is inserted. */
function drawPosition(
  pen: Pen,
  columns: readonly AlleleColumn[],
  first: number,
  x: (column: number) => number,
  top: number,
): void {
  const at = columns[first]?.position === undefined ? first - 1 : first;
  const position = columns[at]?.position;
  if (position === undefined) return;
  const middle = (x(at) + x(at + 1)) / 2;
  pen.strokeStyle = inks.axis;
  pen.lineWidth = 1;
  line(pen, middle, top - 5, middle, top - 2);
  pen.fillStyle = inks.soft;
  pen.textAlign = 'center';
  pen.fillText((position + 1).toLocaleString('en-US'), middle, top - 7);
  pen.textAlign = 'left';
}
