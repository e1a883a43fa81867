import { scaleLinear } from 'd3-scale';
import type { Pen } from '../pen.ts';
import {
  boxIn,
  countPresent,
  drawAxes,
  numberText,
  paleColor,
  scaleOf,
  titleWithCount,
  ticksAcross,
  tones,
  type Scale,
  type Tick,
} from './axes.ts';
import { drawDotLegend } from './dots.ts';
import {
  rangeAlong,
  type Box,
  type PictureChoice,
  type PictureSize,
  type VariantAxis,
  type VariantPlot,
} from './plot.ts';

/** How the values of variants are distributed. */
export interface VariantsHistogram extends PictureChoice {
  readonly value: VariantAxis;
}

/** Where the fullest bar has so many times the emptiest's, bars are as high as the logarithm. */
const leastForLog = 100;

interface Bar {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Of those that are drawn in full. */
  readonly chosen: number;
}

/** Bars between round numbers; a value that lies on one is in the bar above it. */
function barsOf({ value, chosen }: VariantsHistogram, scale: Scale, wanted: number): Bar[] {
  const [first = 0, last = 1] = scale.domain();
  const inner = scale.ticks(wanted).filter((tick) => tick > first && tick < last);
  const ends = [first, ...inner, last];
  const counts = new Float64Array(ends.length - 1);
  const full = new Float64Array(ends.length - 1);
  for (let row = 0; row < value.values.length; row++) {
    const own = value.values[row]!;
    if (own !== own) continue;
    const bar = Math.min(counts.length - 1, lastNotAbove(ends, own));
    counts[bar]! += 1;
    if ((chosen?.[row] ?? 1) === 1) full[bar]! += 1;
  }
  return ends.slice(1).map((to, i) => {
    return { from: ends[i] ?? to, to, count: counts[i] ?? 0, chosen: full[i] ?? 0 };
  });
}

function lastNotAbove(ends: readonly number[], value: number): number {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((ends[middle] ?? Infinity) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function layOutHistogram(data: VariantsHistogram, size: PictureSize): VariantPlot {
  const { value, chosen } = data;
  const box = boxIn(size);
  const wanted = Math.max(10, Math.min(60, Math.floor((box.right - box.left) / 12)));
  // Bars are as wide as each other.
  const x = scaleOf(value, box.left, box.right).nice(wanted);
  const bars = barsOf(data, x, wanted);
  const up = countScale(bars, box);
  const barAt = (px: number) => bars.findLast(({ from }) => x(from) <= px) ?? bars[0];
  return {
    box,
    draw(pen) {
      const words = { ...value, title: `Count${up.isLog ? ' (logarithmic)' : ''}` };
      drawBars(pen, { bars, x, y: up.y, bottom: box.bottom, hasSign: value.hasSign });
      drawAxes(pen, box, {
        x: { title: value.title, ticks: ticksAcross(x, box) },
        y: {
          title: titleWithCount(words, countPresent(value.values), value.values.length),
          ticks: up.ticks,
        },
        zero: { x: value.hasSign ? x(0) : undefined },
      });
      const from = box.left + pen.measureText(value.title).width;
      const hasPale = chosen?.includes(0) ?? false;
      drawDotLegend(pen, box, from, { hasSign: value.hasSign, shading: undefined, hasPale });
    },
    placeOf(row) {
      const own = value.values[row] ?? NaN;
      return own === own ? { x: x(own), y: box.bottom } : undefined;
    },
    dotsWithin: () => 0,
    nearest: () => undefined,
    clickedRanges(px) {
      const bar = barAt(px);
      const isWithin = px >= box.left && px <= box.right;
      if (!bar || !isWithin) return [];
      // What lies on the upper end is in the next bar, where there is one.
      const max = bar === bars.at(-1) ? bar.to : justBelow(bar.to);
      return [{ column: value.column, min: bar.from, max }];
    },
    rangesOf: ({ left, right }) => rangeAlong(value.column, x, [left, right]),
    areaOf([range, ...more]) {
      if (more.length > 0 || range?.column !== value.column) return undefined;
      return { ...box, left: x(range.min), right: x(range.max) };
    },
    textAt(px) {
      const bar = barAt(px);
      if (!bar) return '';
      const ends = `${numberText(bar.from)} to ${numberText(bar.to)}`;
      return `${ends}: ${bar.count.toLocaleString('en-US')} variants`;
    },
  };
}

/** Smaller by the last digit of the number. */
function justBelow(value: number): number {
  return value === 0 ? -Number.MIN_VALUE : value - Math.abs(value) * Number.EPSILON;
}

function drawBars(
  pen: Pen,
  {
    bars,
    x,
    y,
    bottom,
    hasSign,
  }: {
    readonly bars: readonly Bar[];
    readonly x: Scale;
    readonly y: (count: number) => number;
    readonly bottom: number;
    readonly hasSign: boolean;
  },
): void {
  for (const { from, to, count, chosen } of bars) {
    const [left, right] = [Math.round(x(from)), Math.round(x(to))];
    const width = Math.max(1, right - left - 1);
    const fill = (of: number, color: string) => {
      if (of === 0) return;
      pen.fillStyle = color;
      pen.fillRect(left, y(of), width, bottom - y(of));
    };
    if (chosen < count) fill(count, paleColor);
    const middle = (from + to) / 2;
    fill(chosen, !hasSign ? tones.plain : middle < 0 ? tones.less : tones.more);
  }
}

/** px of counts; the logarithm where single variants would not be seen beside the many. */
function countScale(
  bars: readonly Bar[],
  { top, bottom }: Box,
): { readonly y: (count: number) => number; readonly ticks: Tick[]; readonly isLog: boolean } {
  const counts = bars.map(({ count }) => count).filter((count) => count > 0);
  const [least, most] = [Math.min(...counts, Infinity), Math.max(...counts, 1)];
  const isLog = most / least >= leastForLog;
  const text = (count: number) => count.toLocaleString('en-US');
  if (!isLog) {
    const scale = scaleLinear([0, most], [bottom, top]).nice(4);
    const ticks = scale.ticks(4).filter(Number.isInteger);
    return {
      y: scale,
      isLog,
      ticks: ticks.map((count) => ({ at: scale(count), text: text(count) })),
    };
  }
  // One variant has a height, too.
  const power = Math.ceil(Math.log10(most));
  const scale = scaleLinear([-0.5, power], [bottom, top]);
  const y = (count: number) => scale(Math.log10(count));
  const powers = Array.from({ length: power + 1 }, (_, i) => 10 ** i);
  return { y, isLog, ticks: powers.map((count) => ({ at: y(count), text: text(count) })) };
}
