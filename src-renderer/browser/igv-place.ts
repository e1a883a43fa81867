import type { Region } from '../../src-main/contract/index.ts';
import type { Place } from '../../src-main/drawing/index.ts';
import type { IgvDrawing, IgvRegion } from './igv-types.ts';

/** The place that igv gives a track to draw in. */
export function placeOf({
  bpStart,
  bpPerPixel,
  pixelWidth,
  pixelHeight,
  referenceFrame,
}: IgvDrawing): Place {
  const size = { width: pixelWidth, height: pixelHeight };
  return { contig: referenceFrame.chr, bpStart, bpPerPixel, ...size };
}

export function regionOfIgv({ chr, start, end }: IgvRegion): Region {
  return { contig: chr, start, end };
}

/** px between which the canvas is in view. */
export function viewOf({ bpStart, bpPerPixel, pixelWidth, referenceFrame }: IgvDrawing) {
  const left = Math.max(0, (referenceFrame.start - bpStart) / bpPerPixel);
  const right = Math.min(pixelWidth, (referenceFrame.end - bpStart) / bpPerPixel);
  return { left, right };
}
