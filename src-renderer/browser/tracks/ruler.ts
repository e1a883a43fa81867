import type { PassProgress, Region } from '../../../src-main/contract/index.ts';
import { contextColor, drawRuler, withAlpha } from '../../../src-main/drawing/index.ts';
import { placeOf, viewOf } from '../igv-place.ts';
import type { IgvDrawing, IgvTrack } from '../igv-types.ts';

/** A pass under way, as the ruler shows it. */
export interface RulerPass {
  readonly region: Region;
  readonly progress: PassProgress;
}

/** px of the band below the ruler in which passes are shown. */
const passHeight = 5;

/** Has the browser's ruler write complete labels, and show what was read as a band with its ends. */
export function dressRuler(
  ruler: IgvTrack,
  shown: { readonly reads: () => readonly Region[]; readonly passes: () => readonly RulerPass[] },
): void {
  const draw = (drawing: IgvDrawing) => {
    const { context, pixelWidth, pixelHeight } = drawing;
    context.clearRect(0, 0, pixelWidth, pixelHeight);
    // igv's canvas reaches beyond what is in view, so that it can be dragged.
    drawRuler(context, { reads: shown.reads(), view: viewOf(drawing) }, placeOf(drawing));
    for (const pass of shown.passes()) drawPass(drawing, pass);
  };
  Object.defineProperty(ruler, 'draw', { value: draw, configurable: true });
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
