import type { Region } from '../contract/index.ts';

/** What holds values of some of a contig. */
export interface Covering {
  /** All of the genome where absent. */
  readonly interval?: Region | undefined;
  /** Base up to which there are values, where not all of the interval has them yet. */
  readonly end?: number | undefined;
}

/** A stretch that one source fills; 0-based half-open. */
export interface Patch<T> {
  readonly source: T;
  readonly start: number;
  readonly end: number;
}

/**
 * Who fills what of a region: each base goes to the first source that has a value of it. Patches come in
 * the order of the contig; bases that none covers are in none.
 */
export function patchwork<T extends Covering>(sources: readonly T[], region: Region): Patch<T>[] {
  const patches: Patch<T>[] = [];
  for (const source of sources) {
    const { interval = region } = source;
    if (interval.contig !== region.contig) continue;
    const start = Math.max(region.start, interval.start);
    const end = Math.min(region.end, source.end ?? interval.end);
    for (const [from, to] of gaps(patches, start, end))
      patches.push({ source, start: from, end: to });
  }
  return patches.sort((a, b) => a.start - b.start);
}

/** The parts of a stretch that no patch fills. */
export function gaps(
  patches: readonly { readonly start: number; readonly end: number }[],
  start: number,
  end: number,
): [start: number, end: number][] {
  const free: [number, number][] = [];
  let at = start;
  for (const patch of patches.toSorted((a, b) => a.start - b.start)) {
    if (patch.end <= at) continue;
    if (patch.start >= end) break;
    if (patch.start > at) free.push([at, patch.start]);
    at = Math.max(at, patch.end);
  }
  if (at < end) free.push([at, end]);
  return free;
}
