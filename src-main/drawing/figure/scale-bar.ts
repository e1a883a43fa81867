import { inks } from '../colors.ts';
import type { Pen } from '../pen.ts';
import { lineBase, textFont } from '../text.ts';

/** Of the width, at most. */
const share = 0.2;

/** A round length, bp, that is at most a fifth of what is seen. */
export function scaleBarLength(bp: number): number {
  const most = Math.max(1, bp * share);
  const power = 10 ** Math.floor(Math.log10(most));
  return ([5, 2, 1].find((factor) => factor * power <= most) ?? 1) * power;
}

/** `500 bp`, `20 kb`, `1 Mb` */
function lengthText(bp: number): string {
  if (bp >= 1e6) return `${bp / 1e6} Mb`;
  return bp >= 1e3 ? `${bp / 1e3} kb` : `${bp} bp`;
}

/** A bar of a round length, its end at `right` px, in a line that begins at `top`, and its length before it. */
export function drawScaleBar(
  pen: Pen,
  { right, top, bpPerPixel, bp }: { right: number; top: number; bpPerPixel: number; bp: number },
): void {
  const left = right - bp / bpPerPixel;
  const middle = top + 6;
  pen.fillStyle = inks.word;
  pen.fillRect(left, middle - 0.75, right - left, 1.5);
  pen.fillRect(left, middle - 4, 1.2, 8);
  pen.fillRect(right - 1.2, middle - 4, 1.2, 8);
  pen.font = textFont;
  pen.textAlign = 'right';
  pen.textBaseline = 'alphabetic';
  pen.fillText(lengthText(bp), left - 5, top + lineBase);
  pen.textAlign = 'left';
}
