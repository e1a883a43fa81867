import type { Mark } from '../../contract/index.ts';
import { withAlpha } from '../colors.ts';
import type { TextMeasure } from './figure-row.ts';
import type { Pen } from '../pen.ts';
import { touches, xOf, type Place } from '../place.ts';
import { lineBase, lineHeight, textFont, wrapText } from '../text.ts';

const markColor = '#1b5fc1';

interface PlacedMark {
  readonly mark: Mark;
  readonly lines: readonly string[];
  readonly lane: number;
  readonly middle: number;
}

/** Names of marks above the ruler, in lanes, none over another. */
export function layOutMarks(
  pen: TextMeasure,
  marks: readonly Mark[],
  across: Omit<Place, 'height'>,
): { readonly placed: readonly PlacedMark[]; readonly height: number } {
  const end = across.bpStart + across.width * across.bpPerPixel;
  const seen = marks
    .filter((mark) => touches(mark, { contig: across.contig, start: across.bpStart, end }))
    .toSorted((a, b) => a.start - b.start);
  const x = xOf({ ...across, height: 0 });
  const clamp = (at: number) => Math.max(0, Math.min(across.width, x(at)));
  pen.font = textFont;
  const ends: number[] = [];
  const placed = seen.map((mark): PlacedMark => {
    const lines = wrapText(pen, mark.name ?? '', across.width);
    const width = Math.max(0, ...lines.map((line) => pen.measureText(line).width));
    const own = (clamp(mark.start) + clamp(mark.end)) / 2;
    const middle = Math.max(width / 2, Math.min(across.width - width / 2, own));
    const found = ends.findIndex((taken) => taken + 6 <= middle - width / 2);
    // A name of several lines has lanes of its own.
    const lane = found < 0 || lines.length > 1 ? ends.length : found;
    for (const i of lines.keys()) ends[lane + i] = middle + width / 2;
    return { mark, lines, lane, middle };
  });
  return { placed, height: ends.length * lineHeight };
}

export function drawMarks(
  pen: Pen,
  placed: readonly PlacedMark[],
  place: Place,
  namesHeight: number,
): void {
  const x = xOf(place);
  const clamp = (at: number) => Math.max(0, Math.min(place.width, x(at)));
  for (const { mark } of placed) {
    const [left, right] = [clamp(mark.start), Math.max(clamp(mark.end), clamp(mark.start) + 1)];
    pen.fillStyle = withAlpha(markColor, 0.1);
    pen.fillRect(left, namesHeight, right - left, place.height - namesHeight);
    pen.fillStyle = withAlpha(markColor, 0.6);
    pen.fillRect(left, namesHeight, right - left, 1.5);
  }
  pen.font = textFont;
  pen.textAlign = 'center';
  pen.textBaseline = 'alphabetic';
  pen.fillStyle = markColor;
  for (const { lines, lane, middle } of placed) {
    for (const [i, line] of lines.entries()) {
      pen.fillText(line, middle, (lane + i) * lineHeight + lineBase);
    }
  }
  pen.textAlign = 'left';
}
