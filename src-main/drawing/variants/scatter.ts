import {
  boxIn,
  countPresent,
  drawAxes,
  numberText,
  scaleOf,
  titleWithCount,
  ticksAcross,
  ticksDown,
} from './axes.ts';
import { drawDotLegend, drawDots } from './dots.ts';
import {
  countDots,
  dotAt,
  nearestDot,
  rangeAlong,
  type PictureChoice,
  type PictureSize,
  type VariantAxis,
  type VariantPlot,
} from './plot.ts';

/** One value of variants against another: those that have both. */
export interface VariantsScatter extends PictureChoice {
  readonly across: VariantAxis;
  readonly up: VariantAxis;
}

export function layOutScatter(data: VariantsScatter, size: PictureSize): VariantPlot {
  const { chosen } = data;
  const [across, up] = [withBoth(data.across, data.up), withBoth(data.up, data.across)];
  const box = boxIn(size);
  const [x, y] = [scaleOf(across, box.left, box.right), scaleOf(up, box.bottom, box.top)];
  const { length } = up.values;
  const xs = new Float32Array(length).fill(NaN);
  const ys = new Float32Array(length);
  for (let row = 0; row < length; row++) {
    // NaN stays NaN.
    xs[row] = x(across.values[row]!);
    ys[row] = y(up.values[row]!);
  }
  return {
    box,
    draw(pen) {
      const signs = up.hasSign ? up.values : undefined;
      const shading = drawDots(pen, box, { xs, ys, signs, chosen });
      drawAxes(pen, box, {
        x: { title: across.title, ticks: ticksAcross(x, box) },
        y: { title: titleWithCount(up, countPresent(xs), length), ticks: ticksDown(y, box) },
        zero: { x: across.hasSign ? x(0) : undefined, y: up.hasSign ? y(0) : undefined },
      });
      const from = box.left + pen.measureText(across.title).width;
      const hasPale = chosen?.includes(0) ?? false;
      drawDotLegend(pen, box, from, { hasSign: up.hasSign, shading, hasPale });
    },
    placeOf: (row) => dotAt({ xs, ys }, row),
    dotsWithin: (area) => countDots({ xs, ys }, area),
    nearest: (px, py) => nearestDot({ xs, ys }, px, py),
    clickedRanges: () => [],
    rangesOf: ({ left, right, top, bottom }) => [
      ...rangeAlong(across.column, x, [left, right]),
      ...rangeAlong(up.column, y, [top, bottom]),
    ],
    areaOf(ranges) {
      let area = box;
      for (const range of ranges) {
        if (range.column === 'position') return undefined;
        const { column, min, max } = range;
        if (column === across.column) area = { ...area, left: x(min), right: x(max) };
        else if (column === up.column) area = { ...area, top: y(max), bottom: y(min) };
        else return undefined;
      }
      return area;
    },
    textAt: (px, py) => `${numberText(x.invert(px))}, ${numberText(y.invert(py))}`,
  };
}

/** Values of variants that have one on the other axis, too. */
function withBoth(own: VariantAxis, other: VariantAxis): VariantAxis {
  const has = (row: number) => !Number.isNaN(other.values[row]);
  return { ...own, values: own.values.map((value, row) => (has(row) ? value : NaN)) };
}
