import { scaleLinear, type ScaleLinear } from 'd3-scale';
import { count } from '../../contract/index.ts';
import { absentColor, inks, signColors } from '../colors.ts';
import type { Pen } from '../pen.ts';
import { fitting, textFont, textSize } from '../text.ts';
import type { Box, PictureSize, VariantAxis } from './plot.ts';

/** Of what is not chosen. */
export const paleColor = '#cdd3db';

/** Of values below and above zero, and of those without a sign. */
export const tones = { ...signColors, plain: '#3a5a80' } as const;

export type Scale = ScaleLinear<number, number>;

export interface Tick {
  /** px */
  readonly at: number;
  readonly text: string;
}

/** px from the picture's edges to what is within the axes. */
const margin = { left: 54, right: 12, top: 22, bottom: 34 };

export function boxIn({ width, height }: PictureSize): Box {
  const { left, right, top, bottom } = margin;
  return {
    left,
    right: Math.max(left + 1, width - right),
    top,
    bottom: Math.max(top + 1, height - bottom),
  };
}

/** The least and the largest of numbers; undefined where there are none. */
function extentOf(values: Float64Array): readonly [number, number] | undefined {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? [min, max] : undefined;
}

/** How far an axis goes on beyond the outermost values: no dot lies on its edge. */
const beyond = 0.04;

/** From px to px; with zero where values have a sign, for it is what they are held against. */
export function scaleOf({ values, hasSign }: VariantAxis, from: number, to: number): Scale {
  const [least, most] = extentOf(values) ?? [0, 1];
  const [min, max] = hasSign ? [Math.min(0, least), Math.max(0, most)] : [least, most];
  if (min === max) return scaleLinear([min - 0.5, max + 0.5], [from, to]);
  const margin = beyond * (max - min);
  return scaleLinear(
    [min - (min < 0 || !hasSign ? margin : 0), max + (max > 0 || !hasSign ? margin : 0)],
    [from, to],
  );
}

/** `Local effect · 24 of 105 variants`: those without a value are not drawn, and it is said. */
export function titleWithCount({ title }: VariantAxis, drawn: number, all: number): string {
  return `${title} · ${drawn === all ? '' : `${count(drawn)} of `}${count(all)} variants`;
}

/** Three digits, with a minus. */
export function numberText(value: number): string {
  return String(Number(value.toPrecision(3))).replace('-', '−');
}

/** Numbers that are there. */
export function countPresent(values: Float64Array | Float32Array): number {
  let count = 0;
  for (const value of values) if (value === value) count++;
  return count;
}

/** Letters of a tick, without its sign, that have room: beside an axis, and below one. */
const [mostBeside, mostBelow] = [7, 10];

/** Ticks with their numbers, as powers of ten where one would be longer than there is room for. */
function ticksOf(scale: Scale, wanted: number, mostLetters: number): Tick[] {
  const ticks = scale.ticks(wanted);
  const plain = scale.tickFormat(wanted);
  const power = scale.tickFormat(wanted, '~e');
  const isLong = ticks.some((value) => plain(Math.abs(value)).length > mostLetters);
  const text = (value: number) => (!isLong ? plain(value) : value === 0 ? '0' : power(value));
  return ticks.map((value) => ({ at: scale(value), text: text(value) }));
}

/** As many ticks down an axis as have room. */
export function ticksDown(scale: Scale, { top, bottom }: Box): Tick[] {
  return ticksOf(scale, Math.max(2, Math.floor((bottom - top) / 32)), mostBeside);
}

/** As many ticks across as have room for numbers. */
export function ticksAcross(scale: Scale, { left, right }: Box): Tick[] {
  return ticksOf(scale, Math.max(2, Math.floor((right - left) / 80)), mostBelow);
}

export interface Axes {
  readonly x: { readonly title: string; readonly ticks: readonly Tick[] };
  readonly y: { readonly title: string; readonly ticks: readonly Tick[] };
  /** px of the line at zero, of an axis across and of one down. */
  readonly zero?: { readonly x?: number | undefined; readonly y?: number | undefined } | undefined;
}

/** Axes with ticks; the title of the one that goes up stands level above it, where there is room for it. */
export function drawAxes(pen: Pen, box: Box, { x, y, zero }: Axes): void {
  const { left, right, top, bottom } = box;
  pen.font = textFont;
  pen.lineWidth = 1;
  pen.strokeStyle = absentColor;
  if (zero?.y !== undefined && zero.y < bottom - 1)
    line(pen, left, crisp(zero.y), right, crisp(zero.y));
  if (zero?.x !== undefined && zero.x > left + 1)
    line(pen, crisp(zero.x), top, crisp(zero.x), bottom);
  pen.strokeStyle = inks.axis;
  line(pen, left + 0.5, top, left + 0.5, bottom + 0.5);
  line(pen, left, bottom + 0.5, right, bottom + 0.5);
  pen.fillStyle = inks.soft;
  pen.textAlign = 'right';
  pen.textBaseline = 'middle';
  for (const { at, text } of y.ticks) {
    line(pen, left - 3, crisp(at), left + 0.5, crisp(at));
    pen.fillText(text, left - 6, at);
  }
  pen.textAlign = 'center';
  pen.textBaseline = 'alphabetic';
  for (const { at, text } of x.ticks) {
    line(pen, crisp(at), bottom + 0.5, crisp(at), bottom + 4);
    const half = pen.measureText(text).width / 2;
    // A label at an end stays within the picture.
    pen.fillText(text, Math.min(at, right + margin.right - half), bottom + textSize + 5);
  }
  pen.fillStyle = inks.word;
  pen.textAlign = 'left';
  pen.fillText(fitting(pen, y.title, right - 4), 4, textSize);
  pen.fillText(x.title, left, footOf(box));
}

/** px of what is written below the ticks. */
export function footOf({ bottom }: Box): number {
  return bottom + 2 * textSize + 9;
}

export function line(pen: Pen, x1: number, y1: number, x2: number, y2: number): void {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}

/** In the middle of a pixel, where a line of one is sharp. */
function crisp(px: number): number {
  return Math.round(px - 0.5) + 0.5;
}
