import { leastTold } from '../../contract/index.ts';
import type { Pen } from '../pen.ts';
import { inks, withAlpha } from '../colors.ts';
import { fitting, textFont } from '../text.ts';
import { footOf, paleColor, tones } from './axes.ts';
import type { Box, VariantPlot } from './plot.ts';

export interface Dots {
  /** px of each row; NaN of one that is not drawn. `[rows]` */
  readonly xs: Float32Array;
  readonly ys: Float32Array;
  /** Values whose sign a dot is coloured by; one colour for all where absent. `[rows]` */
  readonly signs?: Float64Array | undefined;
  /** 1 for rows that are drawn in full; all where absent. `[rows]` */
  readonly chosen?: Uint8Array | undefined;
}

/** Dots up to which each is drawn: beyond, cells are shaded by how many lie in them. */
const mostDots = 3000;

/** px */
const radius = 2.6;
const cell = 3;

/** Opacity of a cell, from one dot to as many as any has. */
const shades = [0.32, 0.46, 0.6, 0.74, 0.88, 1];

const toneOrder = [tones.plain, tones.less, tones.more] as const;

/** How many dots the palest and the strongest shade stand for; undefined where each is drawn. */
export type Shading = { readonly most: number } | undefined;

/**
 * Draws dots, those that are chosen over the others. Of many, the picture takes as long as it has cells,
 * and a figure has no more shapes than that.
 */
export function drawDots(pen: Pen, box: Box, dots: Dots): Shading {
  let count = 0;
  for (const x of dots.xs) if (x === x) count++;
  if (count > mostDots) return drawCells(pen, box, dots);
  const { xs, ys, chosen } = dots;
  for (const isFull of [false, true]) {
    if (!isFull && !chosen) continue;
    for (const [tone, color] of toneOrder.entries()) {
      pen.fillStyle = isFull ? color : paleColor;
      pen.beginPath();
      let isEmpty = true;
      for (let row = 0; row < xs.length; row++) {
        const x = xs[row]!;
        if (x !== x || toneOf(dots, row) !== tone || (chosen?.[row] ?? 1) !== Number(isFull))
          continue;
        disc(pen, x, ys[row]!, radius);
        isEmpty = false;
      }
      if (!isEmpty) pen.fill();
    }
  }
  return undefined;
}

/** What rounds to nothing in a table is neither lower nor higher. */
function toneOf({ signs }: Dots, row: number): number {
  const value = signs?.[row] ?? 0;
  return value <= -leastTold ? 1 : value >= leastTold ? 2 : 0;
}

function drawCells(pen: Pen, box: Box, dots: Dots): Shading {
  const { xs, ys, chosen } = dots;
  const columns = Math.ceil((box.right - box.left) / cell) + 1;
  const rows = Math.ceil((box.bottom - box.top) / cell) + 1;
  const counts = new Uint32Array(columns * rows);
  const toned = new Uint8Array(columns * rows);
  const pale = new Uint8Array(columns * rows);
  let most = 1;
  for (let row = 0; row < xs.length; row++) {
    const x = xs[row]!;
    if (x !== x) continue;
    const at =
      Math.floor((ys[row]! - box.top) / cell) * columns + Math.floor((x - box.left) / cell);
    if (chosen && chosen[row] === 0) {
      pale[at] = 1;
      continue;
    }
    toned[at] = toneOf(dots, row);
    const own = (counts[at]! += 1);
    if (own > most) most = own;
  }
  const fill = (at: number) =>
    pen.fillRect(
      box.left + (at % columns) * cell,
      box.top + Math.floor(at / columns) * cell,
      cell,
      cell,
    );
  pen.fillStyle = paleColor;
  for (let at = 0; at < pale.length; at++) if (pale[at] === 1 && counts[at] === 0) fill(at);
  // A style at a time: to set one takes longer than to fill a cell.
  const byStyle = shades.map(() => toneOrder.map((): number[] => []));
  for (let at = 0; at < counts.length; at++) {
    if (counts[at]! > 0) byStyle[shadeOf(counts[at]!, most)]?.[toned[at]!]?.push(at);
  }
  for (const [shade, byTone] of byStyle.entries()) {
    for (const [tone, cells] of byTone.entries()) {
      if (cells.length === 0) continue;
      pen.fillStyle = withAlpha(toneOrder[tone] ?? tones.plain, shades[shade] ?? 1);
      for (const at of cells) fill(at);
    }
  }
  return { most };
}

function shadeOf(count: number, most: number): number {
  if (most === 1) return shades.length - 1;
  return Math.round((Math.log(count) / Math.log(most)) * (shades.length - 1));
}

/** What dots of the legend say. */
export interface DotLegend {
  readonly hasSign: boolean;
  readonly shading: Shading;
  /** Some are pale. */
  readonly hasPale: boolean;
}

/** On the line of the lower axis's title, from the right; what has no room after `from`, px, is left out. */
export function drawDotLegend(pen: Pen, box: Box, from: number, legend: DotLegend): void {
  const { hasSign, shading, hasPale } = legend;
  const foot = footOf(box);
  let right = box.right;
  pen.font = textFont;
  pen.textBaseline = 'alphabetic';
  pen.textAlign = 'right';
  const words = (text: string) => {
    pen.fillStyle = inks.soft;
    pen.fillText(text, right, foot);
    right -= pen.measureText(text).width + 4;
  };
  const fits = (text: string, swatches: number) =>
    right - pen.measureText(text).width - 12 * swatches - 12 >= from;
  const entry = (text: string, color: string) => {
    if (!fits(text, 1)) return;
    words(text);
    right -= 8;
    pen.fillStyle = color;
    pen.beginPath();
    disc(pen, right + 4, foot - 4, 3.5);
    pen.fill();
    right -= 10;
  };
  if (hasPale) entry('not chosen', paleColor);
  if (hasSign) {
    entry('higher', tones.more);
    entry('lower', tones.less);
  }
  const most = shading?.most ?? 1;
  const text = most.toLocaleString('en-US');
  if (most === 1 || !fits(`variants a dot: 1 ${text}`, 4)) return;
  words(text);
  for (const shade of shades.toReversed()) {
    right -= 7;
    pen.fillStyle = withAlpha(tones.plain, shade);
    pen.fillRect(right, foot - 8, 7, 8);
  }
  right -= 4;
  words('variants a dot: 1');
}

/**
 * Rings and names what is marked: a name stands where it covers the fewest dots, and is left out where it has no
 * room without covering another.
 */
export function drawDotMarks(
  pen: Pen,
  { box, dotsWithin }: Pick<VariantPlot, 'box' | 'dotsWithin'>,
  marks: readonly { readonly x: number; readonly y: number; readonly label: string }[],
): void {
  const taken: Box[] = [];
  pen.font = textFont;
  pen.textBaseline = 'middle';
  pen.textAlign = 'left';
  for (const { x, y, label } of marks) {
    pen.strokeStyle = inks.word;
    pen.lineWidth = 1.5;
    pen.beginPath();
    disc(pen, x, y, 5.5);
    pen.stroke();
    if (label === '') continue;
    const text = fitting(pen, label, box.right - box.left);
    const width = pen.measureText(text).width;
    const lefts = [x + 9, x - 9 - width, x - width / 2].filter(
      (left) => left >= box.left && left + width <= box.right + 8,
    );
    const options = lefts.flatMap((left, i) =>
      (i < 2 ? [y, y - 13, y + 13] : [y - 15, y + 15]).map((middle) => ({
        ...{ left: left - 2, right: left + width + 2, top: middle - 7, bottom: middle + 7 },
      })),
    );
    let place: Box | undefined;
    let least = Infinity;
    for (const one of options) {
      if (least === 0) break;
      if (one.top < box.top - 4 || one.bottom > box.bottom) continue;
      if (taken.some((other) => overlap(one, other))) continue;
      const covered = dotsWithin(withEdges(one));
      if (covered < least) [place, least] = [one, covered];
    }
    if (!place) continue;
    taken.push(place);
    pen.fillStyle = 'rgba(255,255,255,0.85)';
    pen.fillRect(place.left, place.top, place.right - place.left, place.bottom - place.top);
    pen.fillStyle = inks.word;
    pen.fillText(text, place.left + 2, place.top + 7);
  }
}

/** Where the middle of a dot lies that the box would cover. */
function withEdges({ left, right, top, bottom }: Box): Box {
  return { left: left - radius, right: right + radius, top: top - radius, bottom: bottom + radius };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Adds a circle to the path, of four curves: a pen has no arc. */
function disc(pen: Pen, x: number, y: number, r: number): void {
  const k = 0.5523 * r;
  pen.moveTo(x + r, y);
  pen.bezierCurveTo(x + r, y + k, x + k, y + r, x, y + r);
  pen.bezierCurveTo(x - k, y + r, x - r, y + k, x - r, y);
  pen.bezierCurveTo(x - r, y - k, x - k, y - r, x, y - r);
  pen.bezierCurveTo(x + k, y - r, x + r, y - k, x + r, y);
  pen.closePath();
}
