import type { Place } from '../place.ts';

/** A read where it was aligned; 0-based half-open. */
export interface ShownRead {
  readonly start: number;
  readonly end: number;
  readonly reverse: boolean;
  /** Stretches with bases of it. */
  readonly blocks: readonly (readonly [start: number, end: number])[];
  /** Bases that it lacks; what it skips (N) is not among them. */
  readonly deletions: readonly (readonly [start: number, end: number])[];
  /** Places before which it has bases more. */
  readonly insertions: readonly number[];
  readonly mismatches: readonly { readonly at: number; readonly base: string }[];
}

/** What reads can be sorted by, at one base: what they have there, the strand they are on, where they start. */
export const readOrders = ['base', 'strand', 'start'] as const;

/** Which lanes come first: by the read that lies over one base. */
export interface ReadOrder {
  readonly by: (typeof readOrders)[number];
  /** 0-based; the middle of what is seen where absent. */
  readonly at: number | undefined;
  readonly reverse: boolean;
}

/** Reads in lanes, as many as fit. */
export interface ReadLanes {
  readonly lanes: readonly (readonly ShownRead[])[];
  readonly leftOut: number;
  readonly laneHeight: number;
  /** px */
  readonly height: number;
}

/** px of a lane, the highest that there is room for. */
const laneHeights = { usual: [11, 8, 5], squished: [4, 3] } as const;

/** Puts reads, sorted by their start, into lanes, no more than fit into `room` px; those left out are the last. */
export function layOutReads(
  reads: readonly ShownRead[],
  place: Omit<Place, 'height'>,
  {
    room,
    order,
    squished = false,
  }: {
    readonly room: number;
    readonly order?: ReadOrder | undefined;
    readonly squished?: boolean | undefined;
  },
): ReadLanes {
  const gap = 2 * place.bpPerPixel;
  const ends: number[] = [];
  const lanes: ShownRead[][] = [];
  for (const read of reads) {
    const found = ends.findIndex((end) => end + gap <= read.start);
    const lane = found < 0 ? lanes.length : found;
    (lanes[lane] ??= []).push(read);
    ends[lane] = read.end;
  }
  const sorted = order ? sortLanes(lanes, place, order) : lanes;
  const heights = laneHeights[squished ? 'squished' : 'usual'];
  const least = Math.min(...heights);
  const laneHeight = heights.find((height) => lanes.length * height <= room) ?? least;
  const count = Math.min(lanes.length, Math.max(1, Math.floor(room / laneHeight)));
  const leftOut = sorted.slice(count).reduce((sum, lane) => sum + lane.length, 0);
  return {
    ...{ lanes: sorted.slice(0, count), leftOut, laneHeight },
    height: Math.max(1, count) * laneHeight,
  };
}

/** Lanes with no read over the base stand last, as they were. */
function sortLanes(
  lanes: readonly ShownRead[][],
  { bpStart, bpPerPixel, width }: Omit<Place, 'height'>,
  { by, at = Math.floor(bpStart + (bpPerPixel * width) / 2), reverse }: ReadOrder,
): ShownRead[][] {
  const turn = reverse ? -1 : 1;
  const ranked = lanes.map((lane) => {
    const read = lane.find(({ start, end }) => start <= at && at < end);
    return { lane, rank: read && rankOf(read, by, at) };
  });
  ranked.sort((a, b) => {
    if (a.rank === undefined || b.rank === undefined) {
      return Number(a.rank === undefined) - Number(b.rank === undefined);
    }
    return turn * (a.rank - b.rank);
  });
  return ranked.map(({ lane }) => lane);
}

/** Of bases those first that the genome does not have, then gaps, then what is as the genome. */
function rankOf(read: ShownRead, by: ReadOrder['by'], at: number): number {
  if (by === 'strand') return Number(read.reverse);
  if (by === 'start') return read.start;
  const other = read.mismatches.find((one) => one.at === at);
  if (other) return 'ACGT'.indexOf(other.base);
  const isGap = read.deletions.some(([start, end]) => start <= at && at < end);
  return isGap ? 4 : 5;
}
