import type { Region } from '../contract/index.ts';

/** Where a picture along a contig is drawn: from the pen's origin, px. */
export interface Place {
  readonly contig: string;
  /** Base at the left edge, 0-based; may be a fraction. */
  readonly bpStart: number;
  readonly bpPerPixel: number;
  readonly width: number;
  readonly height: number;
}

/** px at which a base begins. */
export function xOf({ bpStart, bpPerPixel }: Place): (position: number) => number {
  return (position) => (position - bpStart) / bpPerPixel;
}

/** The whole bases that are seen. */
export function regionOf({ contig, bpStart, bpPerPixel, width }: Place): Region {
  return { contig, start: Math.floor(bpStart), end: Math.ceil(bpStart + width * bpPerPixel) };
}

/** Whether two regions share a base. */
export function touches(a: Region, b: Region): boolean {
  return a.contig === b.contig && a.start < b.end && b.start < a.end;
}
