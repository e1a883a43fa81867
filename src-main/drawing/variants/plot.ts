import type { PointColumn, VariantRange } from '../../contract/index.ts';
import type { Pen } from '../pen.ts';

/** From the pen's origin, px. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** px */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What an axis shows of each variant. */
export interface VariantAxis {
  readonly column: PointColumn;
  /** With its unit: `Distal effect on Expression (probability)`. */
  readonly title: string;
  /** NaN where a variant has none. `[rows]` */
  readonly values: Float64Array;
  /** Colours tell values below and above zero apart. */
  readonly hasSign: boolean;
}

/** What all pictures of variants take besides. */
export interface PictureChoice {
  /** 1 for rows that are drawn in full, the others pale; all where absent. `[rows]` */
  readonly chosen?: Uint8Array | undefined;
  /** Rows that are ringed and named, the most important first. */
  readonly marks?: readonly VariantMark[] | undefined;
}

export interface VariantMark {
  readonly row: number;
  readonly label: string;
}

/** A picture of variants that is laid out: for drawing it, and for what is pointed at in it. */
export interface VariantPlot {
  /** The part within the axes. */
  readonly box: Box;
  /** Axes, variants and legend, without marks. */
  draw(pen: Pen): void;
  /** px of a row; undefined where it is not drawn. */
  placeOf(row: number): { readonly x: number; readonly y: number } | undefined;
  /** Dots that a rectangle, px, would cover. */
  dotsWithin(area: Box): number;
  /** The row that is drawn next to px, if one is near. */
  nearest(x: number, y: number): number | undefined;
  /** What a rectangle, px, takes: all of an axis along which it is thinner than a dot. */
  rangesOf(area: Box): VariantRange[];
  /** What a click takes where no row is near: of a histogram a bar. */
  clickedRanges(x: number, y: number): VariantRange[];
  /** The part of the picture that ranges take; undefined where they are none of this picture. */
  areaOf(ranges: readonly VariantRange[]): Box | undefined;
  /** What stands at px, in words. */
  textAt(x: number, y: number): string;
}

/** px below which a rectangle is a line. */
export const thinnest = 4;

/** px within which a dot is near. */
const reach = 10;

/** Where a row's dot is; undefined where it has none. */
export function dotAt(
  { xs, ys }: { readonly xs: Float32Array; readonly ys: Float32Array },
  row: number,
): { readonly x: number; readonly y: number } | undefined {
  const [x = NaN, y = NaN] = [xs[row], ys[row]];
  return Number.isNaN(x) ? undefined : { x, y };
}

/** How many dots have their middle in a rectangle, px. */
export function countDots(
  { xs, ys }: { readonly xs: Float32Array; readonly ys: Float32Array },
  { left, right, top, bottom }: Box,
): number {
  let count = 0;
  for (let row = 0; row < xs.length; row++) {
    const [x, y] = [xs[row]!, ys[row]!];
    if (x >= left && x <= right && y >= top && y <= bottom) count++;
  }
  return count;
}

/** The row of dots next to px, of those that are near. */
export function nearestDot(
  { xs, ys }: { readonly xs: Float32Array; readonly ys: Float32Array },
  x: number,
  y: number,
): number | undefined {
  let found: number | undefined;
  let least = reach * reach;
  for (let row = 0; row < xs.length; row++) {
    // NaN is near nothing.
    const distance = (xs[row]! - x) ** 2 + (ys[row]! - y) ** 2;
    if (!(distance <= least)) continue;
    [found, least] = [row, distance];
  }
  return found;
}

/** What is marked, and the px it takes along one axis. */
export function rangeAlong(
  column: PointColumn,
  { invert }: { readonly invert: (px: number) => number },
  ends: readonly [number, number],
): VariantRange[] {
  if (Math.abs(ends[1] - ends[0]) < thinnest) return [];
  const [a, b] = [invert(ends[0]), invert(ends[1])];
  return [{ column, min: Math.min(a, b), max: Math.max(a, b) }];
}
