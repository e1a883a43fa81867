import type { PassProgress, Region } from '../../src-main/contract/index.ts';
import { withAlpha } from './draw-prediction.ts';
import type { IgvDrawing, IgvTrack } from './igv-types.ts';

const contextColor = '#0072b2';

/** A pass under way, as the ruler shows it. */
export interface RulerPass {
  readonly region: Region;
  readonly progress: PassProgress;
}

/** px of the band below the ruler in which passes are shown. */
const passHeight = 5;

/** Least distance between two labels, px. */
const leastStep = 96;

/** Has the browser's ruler write complete labels, and show what was read as a band with its ends. */
export function dressRuler(
  ruler: IgvTrack,
  shown: { readonly reads: () => readonly Region[]; readonly passes: () => readonly RulerPass[] },
): void {
  const draw = (drawing: IgvDrawing) => {
    drawRuler(drawing, shown.reads());
    for (const pass of shown.passes()) drawPass(drawing, pass);
  };
  Object.defineProperty(ruler, 'draw', { value: draw, configurable: true });
}

function drawRuler(drawing: IgvDrawing, reads: readonly Region[]): void {
  const { context, bpStart, bpPerPixel, pixelWidth, pixelHeight, referenceFrame } = drawing;
  context.clearRect(0, 0, pixelWidth, pixelHeight);
  const foot = pixelHeight - 8;
  // A tick stands in the middle of its base, which is numbered from 1.
  const x = (base: number) => Math.round((base - 0.5 - bpStart) / bpPerPixel) + 0.5;
  const step = stepFor(leastStep * bpPerPixel);
  context.font = '11px system-ui, sans-serif';
  context.textAlign = 'left';
  context.strokeStyle = '#5b6675';
  context.lineWidth = 1;
  // igv's canvas reaches beyond what is in view, so that it can be dragged.
  const view = viewOf(drawing);
  const ends = { first: bpStart + 1, last: bpStart + pixelWidth * bpPerPixel };
  for (let base = Math.floor(ends.first / step) * step; base <= ends.last; base += step) {
    tick(context, x(base + step / 2), foot, 3);
    if (base < 1) continue;
    tick(context, x(base), foot, 6);
    const text = label(base, step);
    const width = context.measureText(text).width;
    const left = x(base) - width / 2;
    // Shifted inside at an edge whose tick is in view: a label is whole there.
    const isSeen = x(base) >= view.left && x(base) <= view.right;
    const inside = Math.max(view.left + 2, Math.min(view.right - width - 2, left));
    const place = isSeen ? inside : left;
    if (!isSeen && left < view.right && left + width > view.left) continue;
    context.fillStyle = '#3d4754';
    context.fillText(text, place, foot - 9);
  }
  context.beginPath();
  context.moveTo(0, foot + 0.5);
  context.lineTo(pixelWidth, foot + 0.5);
  context.stroke();
  const edge = (position: number) =>
    Math.max(-2, Math.min(pixelWidth + 2, (position - bpStart) / bpPerPixel));
  context.fillStyle = contextColor;
  for (const { contig, start, end } of reads) {
    if (contig !== referenceFrame.chr) continue;
    const [left, right] = [edge(start), edge(end)];
    if (right - left < 1) continue;
    context.fillRect(left, foot + 3, right - left, 2);
    context.fillRect(left, foot + 1, 2, 6);
    context.fillRect(right - 2, foot + 1, 2, 6);
  }
}

/**
 * How far a pass is, in the band where its context will be: the tint says how many layers are done, and
 * what is solid is what the scan under way has gone through, from the end at which it began.
 */
function drawPass(drawing: IgvDrawing, { region, progress }: RulerPass): void {
  const { context, bpStart, bpPerPixel, pixelWidth, pixelHeight, referenceFrame } = drawing;
  if (region.contig !== referenceFrame.chr) return;
  const edge = (position: number) =>
    Math.max(-2, Math.min(pixelWidth + 2, (position - bpStart) / bpPerPixel));
  const { done, tint } = passShares(progress);
  const length = region.end - region.start;
  const from = progress.direction === 'reverse' ? region.end - done * length : region.start;
  const top = pixelHeight - passHeight;
  const fill = (start: number, end: number, alpha: number) => {
    const [left, right] = [edge(start), edge(end)];
    context.fillStyle = withAlpha(contextColor, alpha);
    context.fillRect(left, top, Math.max(0, right - left), passHeight);
  };
  context.clearRect(edge(region.start), top, edge(region.end) - edge(region.start), passHeight);
  fill(region.start, region.end, 0.15 + 0.35 * tint);
  fill(from, from + done * length, 1);
}

/** Shares of the scan under way, and of the layers before it, that are done. */
export function passShares({ stage, layer, layers, chunk, chunks, direction }: PassProgress): {
  readonly done: number;
  readonly tint: number;
} {
  const done = chunks > 0 ? Math.min(1, chunk / chunks) : 0;
  if (stage === 'heads') return { done, tint: 1 };
  if (stage !== 'layers') return { done, tint: 0 };
  // One chunk holds all of it: a layer is done or not.
  if (direction === 'both') return { done: layer / layers, tint: 0 };
  return { done, tint: (layer - 1) / Math.max(1, layers) };
}

/** px between which the canvas is in view. */
function viewOf({ bpStart, bpPerPixel, pixelWidth, referenceFrame }: IgvDrawing) {
  const left = Math.max(0, (referenceFrame.start - bpStart) / bpPerPixel);
  const right = Math.min(pixelWidth, (referenceFrame.end - bpStart) / bpPerPixel);
  return { left, right };
}

function tick(context: CanvasRenderingContext2D, x: number, foot: number, height: number): void {
  context.beginPath();
  context.moveTo(x, foot - height);
  context.lineTo(x, foot);
  context.stroke();
}

/** The least of 1, 2, 5, 10, ... bp that is not below. */
export function stepFor(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10;
  return Math.max(1, step * power);
}

/** `280 kb`, `1.25 Mb`, `314,200`: as short as the step between labels lets it be exact. */
export function label(base: number, step: number): string {
  const written = (unit: number) =>
    (base / unit).toLocaleString('en-US', { maximumFractionDigits: 6 });
  if (step >= 1e4 && base >= 1e6) return `${written(1e6)} Mb`;
  return step >= 1e3 ? `${written(1e3)} kb` : written(1);
}
