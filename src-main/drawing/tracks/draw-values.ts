import type { GraphKind } from '../../contract/index.ts';
import { baseLineColor, comparedColor, referenceColor, signColors, withAlpha } from '../colors.ts';
import { drawLetter, leastLetterWidth, letterColors } from '../letters.ts';
import { gaps, patchwork, type Covering } from '../patchwork.ts';
import type { Pen } from '../pen.ts';
import { regionOf, xOf, type Place } from '../place.ts';
import { drawReach, emptyHeight, hatch } from '../reach.ts';
import { drawHeat } from './draw-heat.ts';
import { barsOf, type Bar, type Plot, type ValueBin } from './value-bars.ts';
import { valueScale, type Range } from '../value-scale.ts';

/** Values along a contig as a row shows them. */
export interface ShownValues {
  /** In the order of the contig, those of the first layer first; absent until they are there. */
  readonly bins: readonly ValueBin[] | undefined;
  /** What holds the values of each layer; what none of them covers was not read. */
  readonly layers: readonly (readonly Covering[])[];
  /** bp of a value as the model gives it. */
  readonly bin: number;
  readonly graph: GraphKind;
  readonly range: Range;
  readonly log: boolean;
  readonly color: string;
  /** Whether the mean of what shares a pixel is told; where several values can where absent. */
  readonly hasMeans?: boolean | undefined;
  /** Values are one layer less the other: their sign is told by colour. */
  readonly isDifference: boolean;
  /** Of values below zero; `color` where absent. */
  readonly belowColor?: string | undefined;
  /** The scale hangs down: its lower end is at the top. */
  readonly flipped?: boolean | undefined;
  /** Of the line of a second layer; the usual one where absent. */
  readonly secondColor?: string | undefined;
  /** The layers are the reference and an allele. */
  readonly isAllele: boolean;
}

/**
 * A track of values. Where a pixel holds many values their extreme is drawn solid and their mean dark
 * inside it, so that a certain call narrower than a pixel looks certain. A second answer is a line; of
 * a variant the reference is grey and the alternative the line. What no run covers is a thin dashed
 * line, what one has read without a base, N alone, is hatched.
 */
export function drawValues(pen: Pen, values: ShownValues, place: Place): void {
  const { layers, graph, range, log, color, isDifference, isAllele, secondColor } = values;
  const { bpPerPixel, width, height } = place;
  const all = layers.flat();
  // Of a model and a file that become one, there is something where the model has read.
  const ofModels = all.filter(({ interval }) => interval !== undefined);
  drawReach(pen, isDifference && ofModels.length > 0 ? ofModels : all, place);
  if (height <= emptyHeight) return;
  const [top, bottom] = [3, height - 2];
  const share = valueScale(range, log);
  const y = (value: number) =>
    values.flipped ? top + share(value) * (bottom - top) : bottom - share(value) * (bottom - top);
  const plot = { pen, width, x: xOf(place), y, base: y(0), top, bottom, share };
  const fill = isAllele ? referenceColor : color;
  const bins = values.bins ?? [];
  const read = isDifference ? ofModels : (layers[0] ?? []);
  const first = bins.filter(({ layer }) => layer === 0);

  if (values.bins) hatch(pen, unknownIn(place, read, first), { ...place, top, bottom });
  if (plot.base > top + 0.5 && plot.base < bottom - 0.5) {
    pen.fillStyle = baseLineColor;
    pen.fillRect(0, plot.base, width, 1);
  }
  if (graph === 'line') strokeLine(plot, first, fill, 1.5, values.bin);
  else if (graph === 'points') drawPoints(plot, first, fill);
  else if (graph === 'heat map') {
    drawHeat(plot, first, isDifference ? signColors : { less: fill, more: fill });
  } else if (graph === 'letters' && bpPerPixel * leastLetterWidth <= 1)
    drawLetters(plot, first, fill);
  else {
    const { less, more } = isDifference
      ? signColors
      : { less: values.belowColor ?? fill, more: fill };
    const pick = (value: number) => (value < 0 ? less : more);
    drawBars(plot, first, pick, values.hasMeans ?? hasSeveral(values, place));
  }
  if (layers.length < 2 || isDifference) return;
  const second = bins.filter(({ layer }) => layer !== 0);
  if (isAllele) strokeLine(plot, second, color, 2, values.bin);
  else if (graph === 'points') drawPoints(plot, second, secondColor ?? comparedColor);
  else
    strokeLine(plot, second, secondColor ?? comparedColor, graph === 'line' ? 1.5 : 1, values.bin);
}

/** Whether a pixel holds several values, whose mean is told. */
export function hasSeveral({ bin }: Pick<ShownValues, 'bin'>, place: Pick<Place, 'bpPerPixel'>) {
  return place.bpPerPixel > bin;
}

function drawBars(
  { pen, width: pageWidth, x, y, base }: Plot,
  bins: readonly ValueBin[],
  color: (value: number) => string,
  withMeans: boolean,
): void {
  const drawn: Bar[] = [];
  for (const bar of barsOf(bins, x)) {
    const { left, value, min, max } = bar;
    const width = Math.max(1, bar.right - left);
    if (left + width < 0 || left > pageWidth) continue;
    const ends = [y(max), y(min)];
    const [high, low] = [Math.min(base, ...ends), Math.max(base, ...ends)];
    pen.fillStyle = color(value);
    pen.fillRect(left, high, width, low - high);
    drawn.push({ ...bar, right: left + width });
  }
  // All or none: where only every other pixel holds several values, the row would be striped.
  if (!withMeans || !drawn.some(({ min, max }) => max - min > 1e-9 * Math.abs(max))) return;
  // After all bars, so that of a figure they are few paths.
  pen.fillStyle = withAlpha('#000000', 0.28);
  for (const { left, right, value } of drawn) {
    const mean = y(value);
    pen.fillRect(left, Math.min(base, mean), right - left, Math.abs(mean - base));
  }
}

/** Each base as high as its value, from the line that bars stand on; a bar where no letter is known. */
function drawLetters(plot: Plot, bins: readonly ValueBin[], color: string): void {
  const { pen, width: pageWidth, x, y, base } = plot;
  for (const bin of bins) {
    const { start, end, value, base: letter = '' } = bin;
    const [left, right] = [x(start), x(end)];
    if (right < 0 || left > pageWidth) continue;
    const own = letterColors[letter];
    if (own === undefined) {
      drawBars(plot, [bin], () => color, false);
      continue;
    }
    const [top, bottom] = [Math.min(base, y(value)), Math.max(base, y(value))];
    pen.fillStyle = own;
    const width = right - left;
    drawLetter(pen, letter, {
      ...{ left: left + 0.04 * width, width: 0.92 * width },
      ...{ top, height: bottom - top },
    });
  }
}

function drawPoints({ pen, width, x, y }: Plot, bins: readonly ValueBin[], color: string): void {
  pen.fillStyle = color;
  for (const { start, end, value } of bins) {
    const middle = x((start + end) / 2);
    if (middle < -2 || middle > width + 2) continue;
    pen.fillRect(middle - 1.5, y(value) - 1.5, 3, 3);
  }
}

function strokeLine(
  { pen, x, y }: Plot,
  bins: readonly ValueBin[],
  color: string,
  width: number,
  bin: number,
): void {
  pen.strokeStyle = color;
  pen.lineWidth = width;
  pen.beginPath();
  let last: number | undefined;
  for (const { start, end, value } of bins) {
    if (last === undefined || start - last > bin) pen.moveTo(x(start), y(value));
    else pen.lineTo(x(start), y(value));
    pen.lineTo(x(end), y(value));
    last = end;
  }
  pen.stroke();
}

/** What finished runs have read and give no value of. */
export function unknownIn(
  place: Place,
  sources: readonly Covering[],
  bins: readonly ValueBin[],
): (readonly [start: number, end: number])[] {
  const finished = sources.filter(({ interval, end }) => interval && end === undefined);
  return patchwork(finished, regionOf(place)).flatMap(({ start, end }) => gaps(bins, start, end));
}
