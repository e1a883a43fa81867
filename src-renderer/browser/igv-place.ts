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

export function regionOf({ chr, start, end }: IgvRegion): Region {
  return { contig: chr, start, end };
}
