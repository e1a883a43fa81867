import { defined, type Region } from '../../src-main/contract/index.ts';
import type { IgvDrawing } from './igv-types.ts';
import { drawLetter, leastLetterWidth, letterColors } from '../../src-main/drawing/index.ts';
import { gaps, patchwork, type Covering } from './patchwork.ts';
import { graphOf, type PredictionBin, type PredictionSpec } from './prediction-bins.ts';
import { valueScale, type Range } from './value-scale.ts';

/** What the reference gives, for the alternative to stand out from. */
export const referenceColor = '#8a94a1';

const lineColor = '#1b2430';
const baseLineColor = '#c3cad3';
const hatchColor = '#aab3bf';

/** px from one stroke of what is hatched to the next. */
const hatchStep = 7;

/** Height of a row in which nothing is in view, px: its line is dashed through the middle. */
export const emptyHeight = 14;

/** The window's --less and --more: blue and orange, told apart by colour-blind readers too. */
export const signColors = { less: '#1f6fb5', more: '#c75b00' } as const;

interface Plot {
  readonly context: CanvasRenderingContext2D;
  readonly pixelWidth: number;
  /** px at which a base, or a value, stands. */
  readonly x: (position: number) => number;
  readonly y: (value: number) => number;
  /** px of the line that bars stand on: of zero, or of the end of the scale that is nearest. */
  readonly base: number;
  readonly top: number;
  readonly bottom: number;
  readonly share: (value: number) => number;
}

/**
 * A predicted track. Where a pixel holds many values their extreme is drawn solid and their mean dark
 * inside it, so that a certain call narrower than a pixel looks certain. A second answer is a line; of
 * a variant the reference is grey and the alternative the line. What no run covers is a thin dashed
 * line, what one has read without a base, N alone, is hatched. Only plain strokes and rectangles, so
 * that igv's SVG context draws it too.
 */
export function drawPrediction(
  spec: PredictionSpec,
  drawing: IgvDrawing,
  range: Range,
  color: string,
): void {
  const { info, layers, alleles, compared, settings } = spec;
  const { context, bpStart, bpPerPixel, pixelWidth, pixelHeight } = drawing;
  drawReach(drawing, layers.flat());
  if (pixelHeight <= emptyHeight) return;
  const [top, bottom] = [3, pixelHeight - 2];
  const share = valueScale(range, settings.log ?? false);
  const y = (value: number) => bottom - share(value) * (bottom - top);
  const x = (position: number) => (position - bpStart) / bpPerPixel;
  const plot = { context, pixelWidth, x, y, base: y(0), top, bottom, share };
  const fill = alleles === undefined ? color : referenceColor;
  const bins = (drawing.features ?? []) as readonly PredictionBin[];
  const first = bins.filter(({ layer }) => layer === 0);

  if (drawing.features) hatch(plot, unknownIn(drawing, layers[0] ?? [], first));
  if (plot.base > top + 0.5 && plot.base < bottom - 0.5) {
    context.fillStyle = baseLineColor;
    context.fillRect(0, plot.base, pixelWidth, 1);
  }
  const graph = graphOf(spec);
  if (graph === 'line') strokeLine(plot, first, fill, 1.5, info.bin);
  else if (graph === 'points') drawPoints(plot, first, fill);
  else if (graph === 'heat map') drawHeat(plot, first, fill);
  else if (graph === 'letters' && bpPerPixel * leastLetterWidth <= 1)
    drawLetters(plot, first, fill);
  else {
    const signed = compared === 'difference';
    const pick = (value: number) =>
      signed ? (value < 0 ? signColors.less : signColors.more) : fill;
    drawBars(plot, first, pick, layers.length > 1 && !signed ? 4 : 1);
  }
  if (layers.length < 2 || compared === 'difference') return;
  const second = bins.filter(({ layer }) => layer !== 0);
  if (alleles === undefined) strokeLine(plot, second, lineColor, 1, info.bin);
  else strokeLine(plot, second, color, 2, info.bin);
}

function drawBars(
  { context, pixelWidth, x, y, base }: Plot,
  bins: readonly PredictionBin[],
  color: (value: number) => string,
  narrowest: number,
): void {
  for (const { start, end, value, min, max } of bins) {
    // On whole pixels: between two that share one the page would shine through.
    const left = Math.round(x(start));
    const width = Math.max(narrowest, Math.round(x(end)) - left);
    if (left + width < 0 || left > pixelWidth) continue;
    const own = color(value);
    const [high, low] = [Math.min(base, y(max)), Math.max(base, y(min))];
    context.fillStyle = own;
    context.fillRect(left, high, width, low - high);
    if (max - min < 1e-9 * Math.abs(max)) continue;
    const mean = y(value);
    context.fillStyle = withAlpha('#000000', 0.28);
    context.fillRect(left, Math.min(base, mean), width, Math.abs(mean - base));
  }
}

/** Each base as high as its value, from the line that bars stand on; a bar where no letter is known. */
function drawLetters(plot: Plot, bins: readonly PredictionBin[], color: string): void {
  const { context, pixelWidth, x, y, base } = plot;
  for (const bin of bins) {
    const { start, end, value, base: letter = '' } = bin;
    const [left, right] = [x(start), x(end)];
    if (right < 0 || left > pixelWidth) continue;
    const own = letterColors[letter];
    if (own === undefined) {
      drawBars(plot, [bin], () => color, 1);
      continue;
    }
    const [top, bottom] = [Math.min(base, y(value)), Math.max(base, y(value))];
    context.fillStyle = own;
    const width = right - left;
    drawLetter(context, letter, {
      ...{ left: left + 0.04 * width, width: 0.92 * width },
      ...{ top, height: bottom - top },
    });
  }
}

function drawPoints(
  { context, pixelWidth, x, y }: Plot,
  bins: readonly PredictionBin[],
  color: string,
): void {
  context.fillStyle = color;
  for (const { start, end, value } of bins) {
    const middle = x((start + end) / 2);
    if (middle < -2 || middle > pixelWidth + 2) continue;
    context.fillRect(middle - 1.5, y(value) - 1.5, 3, 3);
  }
}

function drawHeat(
  { context, pixelWidth, x, share, top, bottom }: Plot,
  bins: readonly PredictionBin[],
  color: string,
): void {
  const zero = share(0);
  for (const { start, end, min, max } of bins) {
    const left = x(start);
    const width = Math.max(1, x(end) - left);
    if (left + width < 0 || left > pixelWidth) continue;
    const [high, low] = [share(max), share(min)];
    const strength = Math.max(high - zero, zero - low) / Math.max(1 - zero, zero);
    context.fillStyle = withAlpha(color, Math.max(0.02, Math.min(1, strength)));
    context.fillRect(left, top, width, bottom - top);
  }
}

function strokeLine(
  { context, x, y }: Plot,
  bins: readonly PredictionBin[],
  color: string,
  width: number,
  bin: number,
): void {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.beginPath();
  let last: number | undefined;
  for (const { start, end, value } of bins) {
    if (last === undefined || start - last > bin) context.moveTo(x(start), y(value));
    else context.lineTo(x(start), y(value));
    context.lineTo(x(end), y(value));
    last = end;
  }
  context.stroke();
}

/** What finished sources have read and give no value of. */
function unknownIn(
  drawing: IgvDrawing,
  sources: readonly Covering[],
  bins: readonly PredictionBin[],
): (readonly [start: number, end: number])[] {
  const finished = sources.filter(({ end }) => end === undefined);
  return patchwork(finished, regionOf(drawing)).flatMap(({ start, end }) => gaps(bins, start, end));
}

function hatch(
  { context, pixelWidth, x, top, bottom }: Plot,
  stretches: readonly (readonly [start: number, end: number])[],
): void {
  const height = bottom - top;
  context.strokeStyle = hatchColor;
  context.lineWidth = 1;
  context.beginPath();
  for (const [start, end] of stretches) {
    const [left, right] = [Math.max(0, x(start)), Math.min(pixelWidth, x(end))];
    for (let foot = left - height; foot < right; foot += hatchStep) {
      const [from, to] = [Math.max(left, foot), Math.min(right, foot + height)];
      context.moveTo(from, bottom - (from - foot));
      context.lineTo(to, bottom - (to - foot));
    }
  }
  context.stroke();
}

/** What is seen. */
function regionOf({ bpStart, bpPerPixel, pixelWidth, referenceFrame }: IgvDrawing): Region {
  const end = Math.ceil(bpStart + pixelWidth * bpPerPixel);
  return { contig: referenceFrame.chr, start: Math.floor(bpStart), end };
}

/** A thin dashed line through all that no source covers, and one at the foot of what some do. */
export function drawReach(drawing: IgvDrawing, sources: readonly Covering[]): void {
  const { context, bpStart, bpPerPixel, pixelWidth, pixelHeight } = drawing;
  const region = regionOf(drawing);
  const patches = patchwork(sources, region);
  const x = (position: number) =>
    Math.round(Math.max(0, Math.min(pixelWidth, (position - bpStart) / bpPerPixel)));
  context.fillStyle = '#d5dae0';
  for (const { start, end } of patches) {
    context.fillRect(x(start), pixelHeight - 1, x(end) - x(start), 1);
  }
  context.strokeStyle = hatchColor;
  context.lineWidth = 1;
  context.setLineDash([3, 4]);
  const middle = Math.floor(pixelHeight / 2) + 0.5;
  for (const [start, end] of gaps(patches, region.start, region.end)) {
    if (x(end) - x(start) < 1) continue;
    context.beginPath();
    context.moveTo(x(start), middle);
    context.lineTo(x(end), middle);
    context.stroke();
  }
  context.setLineDash([]);
}

/** `#rrggbb` or `rgb(r,g,b)` with an opacity. */
export function withAlpha(color: string, alpha: number): string {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  const parts = hex
    ? hex.slice(1).map((two) => Number.parseInt(two, 16))
    : (color.match(/\d+(\.\d+)?/g) ?? ['0', '0', '0']).slice(0, 3);
  return `rgba(${parts.map((part) => String(defined(part))).join(',')},${alpha})`;
}
