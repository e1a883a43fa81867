import { scaleLinear } from 'd3-scale';
import { defined } from '../../contract/index.ts';
import type { Pen } from '../pen.ts';
import { boldFont, textFont, textSize } from '../text.ts';

/** From the pen's origin, px. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

interface Axis {
  readonly name: string;
  readonly low: number;
  readonly high: number;
}

/** A value of each axis. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
}

/** Where values of both axes lie, px, and the ends of the axes. */
export interface ChartFrame {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  /** Values of both axes at a point, px. */
  readonly at: (x: number, y: number) => ChartPoint;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Of what is measured; of what it is held against; of words and axes. Okabe and Ito 2008. */
export const chartColors = {
  ...{ curve: '#0072b2', chance: '#8c8c8c', word: '#1c1c1c', soft: '#404040', axis: '#606060' },
} as const;

export interface ChartAxes {
  readonly title: string;
  /** What the chart comes to, below the title. */
  readonly subtitle?: string;
  readonly x: Axis;
  readonly y: Axis;
  /** px below the axis that are left free. */
  readonly foot?: number;
}

/** Draws a title, axes with ticks and their names round a chart. */
export function drawChartFrame(
  pen: Pen,
  { width, height }: ChartSize,
  axes: ChartAxes,
): ChartFrame {
  const { title, subtitle, x: across, y: up, foot = 0 } = axes;
  const heading = subtitle === undefined ? textSize + 9 : 2 * textSize + 13;
  const [top, bottom] = [heading, height - 2 * textSize - 12 - foot];
  pen.font = textFont;
  const y = scaleLinear([up.low, up.high], [bottom, top]);
  const ticks = y.ticks(Math.max(2, Math.floor((bottom - top) / 28)));
  const labels = ticks.map(y.tickFormat(ticks.length));
  const widest = Math.max(...labels.map((label) => pen.measureText(label).width));
  const [left, right] = [Math.ceil(widest) + textSize + 14, width - 10];
  const x = scaleLinear([across.low, across.high], [left, right]);

  pen.textBaseline = 'alphabetic';
  pen.textAlign = 'left';
  pen.fillStyle = chartColors.word;
  pen.font = boldFont;
  pen.fillText(title, 0, textSize);
  pen.font = textFont;
  pen.fillStyle = chartColors.soft;
  if (subtitle !== undefined) pen.fillText(subtitle, 0, 2 * textSize + 4);

  pen.strokeStyle = chartColors.axis;
  pen.lineWidth = 1;
  drawLine(pen, [
    [left + 0.5, top],
    [left + 0.5, bottom + 0.5],
    [right, bottom + 0.5],
  ]);
  pen.textBaseline = 'middle';
  pen.textAlign = 'right';
  for (const [i, tick] of ticks.entries()) {
    drawLine(pen, [
      [left - 3, y(tick)],
      [left + 0.5, y(tick)],
    ]);
    pen.fillText(defined(labels[i]), left - 6, y(tick));
  }
  drawTicksAcross(pen, x, { left, right, bottom });
  pen.textAlign = 'center';
  pen.textBaseline = 'alphabetic';
  pen.fillText(across.name, (left + right) / 2, height - foot - 3);
  pen.save();
  pen.translate(textSize - 2, (top + bottom) / 2);
  pen.rotate(-Math.PI / 2);
  pen.fillText(up.name, 0, 0);
  pen.restore();
  const at = (px: number, py: number) => ({ x: x.invert(px), y: y.invert(py) });
  return { x, y, at, left, right, top, bottom };
}

/** Ticks below the axis, so few that no label touches another. */
function drawTicksAcross(
  pen: Pen,
  x: ReturnType<typeof scaleLinear<number, number>>,
  { left, right, bottom }: { left: number; right: number; bottom: number },
): void {
  for (let wanted = 5; wanted > 0; wanted--) {
    const ticks = x.ticks(wanted);
    const texts = ticks.map(x.tickFormat(wanted));
    const room = (right - left) / Math.max(1, ticks.length - 1) - 8;
    const fits = texts.every((text) => pen.measureText(text).width <= room);
    if (!fits && wanted > 1) continue;
    pen.textBaseline = 'alphabetic';
    for (const [i, tick] of ticks.entries()) {
      const text = defined(texts[i]);
      const half = pen.measureText(text).width / 2;
      drawLine(pen, [
        [x(tick), bottom + 0.5],
        [x(tick), bottom + 4],
      ]);
      // A label at an end stays within the picture.
      pen.textAlign = 'center';
      pen.fillText(text, Math.min(x(tick), right + 8 - half), bottom + textSize + 5);
    }
    return;
  }
}

/** Frames a point of a chart that is looked at. */
export function drawPicked(pen: Pen, { x, y }: ChartFrame, point: ChartPoint): void {
  pen.strokeStyle = chartColors.word;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.rect(x(point.x) - 4, y(point.y) - 4, 8, 8);
  pen.stroke();
}

export function drawLine(pen: Pen, points: readonly (readonly [x: number, y: number])[]): void {
  pen.beginPath();
  for (const [i, [x, y]] of points.entries()) {
    if (i === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  }
  pen.stroke();
}

/** What stands for chance, or for a perfect answer: a dashed line between two points of the axes. */
export function drawReference(
  pen: Pen,
  { x, y }: ChartFrame,
  from: readonly [number, number],
  to: readonly [number, number],
): void {
  pen.strokeStyle = chartColors.chance;
  pen.lineWidth = 1;
  pen.setLineDash([4, 3]);
  drawLine(pen, [
    [x(from[0]), y(from[1])],
    [x(to[0]), y(to[1])],
  ]);
  pen.setLineDash([]);
}

/** Points with a line through them, each with its interval where it has one. */
export function drawPoints(
  pen: Pen,
  { x, y, top, bottom }: ChartFrame,
  points: readonly {
    readonly x: number;
    readonly y: number;
    readonly low: number | null;
    readonly high: number | null;
  }[],
): void {
  const within = (value: number) => Math.max(top, Math.min(bottom, y(value)));
  pen.strokeStyle = chartColors.curve;
  pen.fillStyle = chartColors.curve;
  pen.lineWidth = 1.5;
  drawLine(
    pen,
    points.map((point) => [x(point.x), within(point.y)]),
  );
  pen.lineWidth = 1;
  for (const { x: value, y: middle, low, high } of points) {
    if (low !== null && high !== null && Number.isFinite(low) && Number.isFinite(high)) {
      drawWhisker(pen, x(value), within(low), within(high));
    }
    pen.fillRect(x(value) - 2.5, within(middle) - 2.5, 5, 5);
  }
}

function drawWhisker(pen: Pen, x: number, low: number, high: number): void {
  drawLine(pen, [
    [x, low],
    [x, high],
  ]);
  for (const end of [low, high]) {
    drawLine(pen, [
      [x - 3, end],
      [x + 3, end],
    ]);
  }
}
