import type { Region } from '../../src-main/contract/index.ts';

/** The part of `region` that lies in `interval`, if any does. */
export function clippedTo(region: Region | undefined, interval: Region): Region | undefined {
  if (!region || region.contig !== interval.contig) return undefined;
  const start = Math.max(region.start, interval.start);
  const end = Math.min(region.end, interval.end);
  return start < end ? { contig: region.contig, start, end } : undefined;
}

/** bp */
export function lengthOf({ start, end }: Region): number {
  return end - start;
}
