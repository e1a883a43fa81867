import type { VariantRange } from '../../contract/index.ts';
import type { Pen } from '../pen.ts';
import {
  boxIn,
  countPresent,
  drawAxes,
  numberText,
  scaleOf,
  titleWithCount,
  ticksDown,
  type Scale,
} from './axes.ts';
import { drawDotLegend, drawDots } from './dots.ts';
import { genomeAxis, type GenomeAxis, type VariantPlaces } from './genome-axis.ts';
import {
  countDots,
  dotAt,
  nearestDot,
  rangeAlong,
  thinnest,
  type Box,
  type PictureChoice,
  type PictureSize,
  type VariantAxis,
  type VariantPlot,
} from './plot.ts';

/** Values of variants against where they stand. */
export interface VariantsAlong extends PictureChoice {
  readonly places: VariantPlaces;
  readonly value: VariantAxis;
}

export function layOutAlong(data: VariantsAlong, size: PictureSize): VariantPlot {
  const { places, value, chosen } = data;
  const box = boxIn(size);
  const genome = genomeAxis(places, box);
  const y = scaleOf(value, box.bottom, box.top);
  const { length } = value.values;
  const xs = new Float32Array(length).fill(NaN);
  const ys = new Float32Array(length);
  for (let row = 0; row < length; row++) {
    const own = value.values[row]!;
    if (own !== own) continue;
    xs[row] = genome.x(places.contig[row]!, places.position[row]!);
    ys[row] = y(own);
  }
  return {
    box,
    draw(pen) {
      drawBands(pen, box, genome);
      const signs = value.hasSign ? value.values : undefined;
      const shading = drawDots(pen, box, { xs, ys, signs, chosen });
      const x = { title: genome.title, ticks: genome.ticks };
      drawAxes(pen, box, {
        ...{
          x,
          y: { title: titleWithCount(value, countPresent(xs), length), ticks: ticksDown(y, box) },
        },
        zero: { y: value.hasSign ? y(0) : undefined },
      });
      const from = box.left + pen.measureText(genome.title).width;
      const hasPale = chosen?.includes(0) ?? false;
      drawDotLegend(pen, box, from, { hasSign: value.hasSign, shading, hasPale });
    },
    placeOf: (row) => dotAt({ xs, ys }, row),
    dotsWithin: (area) => countDots({ xs, ys }, area),
    nearest: (px, py) => nearestDot({ xs, ys }, px, py),
    clickedRanges: () => [],
    rangesOf: ({ left, right, top, bottom }) => [
      ...(right - left < thinnest || genome.parts.length === 0
        ? []
        : [{ column: 'position' as const, from: genome.at(left), to: genome.at(right) }]),
      ...rangeAlong(value.column, y, [top, bottom]),
    ],
    areaOf: (ranges) => areaOf(ranges, { box, genome, y, places, value }),
    textAt(px, py) {
      const { contig, position } = genome.at(px);
      return `${contig}:${(position + 1).toLocaleString('en-US')}, ${numberText(y.invert(py))}`;
    },
  };
}

/** Every other contig on a band, so that one sees where each ends. */
function drawBands(pen: Pen, { top, bottom }: Box, { parts }: GenomeAxis): void {
  pen.fillStyle = '#f1f3f6';
  for (const [i, { left, right }] of parts.entries()) {
    if (parts.length > 1 && i % 2 === 1)
      pen.fillRect(left - 2, top, right - left + 4, bottom - top);
  }
}

function areaOf(
  ranges: readonly VariantRange[],
  {
    box,
    genome,
    y,
    places,
    value,
  }: {
    readonly box: Box;
    readonly genome: GenomeAxis;
    readonly y: Scale;
    readonly places: VariantPlaces;
    readonly value: VariantAxis;
  },
): Box | undefined {
  let area = box;
  for (const range of ranges) {
    if (range.column === 'position') {
      const [left, right] = [range.from, range.to].map(({ contig, position }) => {
        return genome.x(
          places.contigs.findIndex(({ name }) => name === contig),
          position,
        );
      }) as [number, number];
      if (left !== left || right !== right) return undefined;
      area = { ...area, left, right };
    } else if (range.column === value.column) {
      area = { ...area, top: y(range.max), bottom: y(range.min) };
    } else return undefined;
  }
  return area;
}
