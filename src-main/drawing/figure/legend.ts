import { absentColor, inks } from '../colors.ts';
import { fillSplit } from '../fill-split.ts';
import type { Pen } from '../pen.ts';
import { lineBase, textFont, wrapText } from '../text.ts';

/** What a colour or a stroke stands for. */
export interface LegendItem {
  readonly text: string;
  readonly sign: LegendSign;
}

type LegendSign =
  /** Filled; `height`: share of a line; `isSplit`: parted as a cell below zero is. */
  | {
      readonly kind: 'box';
      readonly color: string;
      readonly height?: number | undefined;
      readonly isSplit?: boolean | undefined;
    }
  | {
      readonly kind: 'line';
      readonly color: string;
      readonly width: number;
      readonly dash?: readonly number[] | undefined;
    }
  /** The ends of what was read. */
  | { readonly kind: 'span'; readonly color: string }
  /** A small square. */
  | { readonly kind: 'dot'; readonly color: string }
  | { readonly kind: 'hatch' };

/** px */
const [signWidth, signGap, itemGap, legendLine] = [16, 5, 14, 15];

interface PlacedItem {
  readonly item: LegendItem;
  readonly lines: readonly string[];
  readonly left: number;
  readonly top: number;
}

/** Where a legend's items stand, each text once, in lines no wider than `width` px. */
export function layOutLegend(
  pen: Pick<Pen, 'font' | 'measureText'>,
  items: readonly LegendItem[],
  width: number,
): { readonly placed: readonly PlacedItem[]; readonly height: number } {
  pen.font = textFont;
  const distinct = items.filter(({ text }, i) => items.findIndex((one) => one.text === text) === i);
  const placed: PlacedItem[] = [];
  let [left, top, height] = [0, 0, 0];
  for (const item of distinct) {
    const room = width - signWidth - signGap;
    const lines = wrapText(pen, item.text, room);
    const widest = Math.max(0, ...lines.map((line) => pen.measureText(line).width));
    const own = signWidth + signGap + widest;
    if (left > 0 && left + own > width) [left, top] = [0, height];
    placed.push({ item, lines, left, top });
    height = Math.max(height, top + lines.length * legendLine);
    left += own + itemGap;
  }
  return { placed, height };
}

export function drawLegend(pen: Pen, placed: readonly PlacedItem[]): void {
  pen.font = textFont;
  pen.textAlign = 'left';
  pen.textBaseline = 'alphabetic';
  for (const { item, lines, left, top } of placed) {
    drawSign(pen, item.sign, left, top + 6);
    pen.fillStyle = inks.word;
    for (const [i, line] of lines.entries()) {
      pen.fillText(line, left + signWidth + signGap, top + i * legendLine + lineBase);
    }
  }
}

function drawSign(pen: Pen, sign: LegendSign, left: number, middle: number): void {
  const right = left + signWidth;
  switch (sign.kind) {
    case 'box': {
      const height = 9 * (sign.height ?? 1);
      const box = { left, top: middle + 4.5 - height, width: signWidth, height };
      pen.fillStyle = sign.color;
      if (sign.isSplit) fillSplit(pen, box);
      else pen.fillRect(box.left, box.top, box.width, box.height);
      return;
    }
    case 'line':
      stroke(pen, sign, [left, middle, right, middle]);
      return;
    case 'dot':
      pen.fillStyle = sign.color;
      pen.fillRect(left + signWidth / 2 - 1.5, middle - 1.5, 3, 3);
      return;
    case 'span':
      pen.fillStyle = sign.color;
      pen.fillRect(left, middle - 1, signWidth, 2);
      pen.fillRect(left, middle - 3, 2, 6);
      pen.fillRect(right - 2, middle - 3, 2, 6);
      return;
    case 'hatch':
      for (const at of [0, 5, 10]) {
        stroke(pen, { color: absentColor, width: 1 }, [
          left + at,
          middle + 3,
          left + at + 6,
          middle - 3,
        ]);
      }
  }
}

function stroke(
  pen: Pen,
  {
    color,
    width,
    dash = [],
  }: { color: string; width: number; dash?: readonly number[] | undefined },
  [x1, y1, x2, y2]: readonly [number, number, number, number],
): void {
  pen.strokeStyle = color;
  pen.lineWidth = width;
  pen.setLineDash([...dash]);
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
  pen.setLineDash([]);
}
