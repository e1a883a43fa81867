import {
  boundsAround,
  defined,
  type Contig,
  type Region,
  type Span,
} from '../../contract/index.ts';
import { usefulContext, type Manifest } from '../manifest.ts';
import { commonBin } from '../package/index.ts';
import { expectMargin, shiftOf, tileForm, touchedCells } from '../tiled/index.ts';
import { contextInterval } from '../../sequence/index.ts';
import { beyondMargin, longestEdit } from './longest-edit.ts';

/** All that is read as one, and what of it has values. */
export interface Reading {
  readonly interval: Region;
  /** Tokens of the interval; absent where all of them have values. See `PassJob.valued`. */
  readonly valued?: readonly Span[] | undefined;
}

interface ReadingOptions {
  /** bp on each side; the model's own choice where absent. */
  readonly flank?: number | undefined;
  /** Without a flank: half of the useful context on each side, not what fills it up round the region. */
  readonly half?: boolean | undefined;
  /** All that is read, instead: an interval that was read before. Tiles read what they read in any case. */
  readonly interval?: Region | undefined;
  /** bp to whose borders values lie; all tracks' where absent. */
  readonly bin?: number | undefined;
}

/**
 * What is read for a region, or for several of a contig in their order. By a model that reads in tiles
 * these alone get values, and tiles are read whole: the flank must only be its margin at the least.
 * Error: `usage` where it is less.
 */
export function chooseReading(
  regions: Region | readonly Region[],
  contig: Contig,
  manifest: Manifest,
  { flank: given, half, interval, bin = commonBin(manifest) }: ReadingOptions,
): Reading {
  const all = [regions].flat();
  const [first, last] = [defined(all[0]), defined(all.at(-1))];
  const { name, tiling, outputs } = manifest;
  if (tiling === undefined) {
    if (interval) return { interval };
    const useful = usefulContext(manifest);
    const flank = given ?? (half ? Math.ceil((useful ?? 0) / 2) : undefined);
    const region = { ...first, end: last.end };
    return { interval: contextInterval(region, contig, { flank, useful, bin }) };
  }
  expectMargin({ name, tiling, outputs }, given);
  const form = tileForm({ tiling, outputs });
  const { centre, margin } = form;
  const spans = all.map((one) => contextInterval(one, contig, { flank: 0, bin: form.bin }));
  const [from, to] = [defined(spans[0]).start, defined(spans.at(-1)).end];
  const bounds = boundsAround(contig, { start: first.start, end: last.end });
  const count = Math.max(1, Math.ceil((to - from) / centre));
  const row = { from: from - bounds.start, to: to - bounds.start, count };
  const centres = from - shiftOf(form, { ...row, length: bounds.end - bounds.start });
  // Places that lie apart are rows of tiles of their own, each in the middle of what it takes.
  const beyond = margin + (all.length > 1 ? centre : 0);
  const read = { start: centres - beyond, end: centres + count * centre + beyond };
  return readingOf({ contig: first.contig, ...read }, bounds, spans);
}

/**
 * What is read for changes of a region: of a model with a state the region with its flanks. By one that
 * reads in tiles the same tiles of the contig wherever the region ends: those that see some of it, of
 * which only those are read that see a change. Error: `usage`.
 */
export function perturbedReading(
  region: Region,
  contig: Contig,
  manifest: Manifest,
  options: ReadingOptions & {
    readonly within?: boolean | undefined;
    /** bp on either side of a change whose values are wanted. */
    readonly reach?: number | undefined;
  },
): Reading {
  const { name, tiling, outputs } = manifest;
  if (tiling === undefined) return chooseReading(region, contig, manifest, options);
  const { flank, within = false, reach = 0 } = options;
  expectMargin({ name, tiling, outputs }, flank);
  const form = tileForm({ tiling, outputs });
  const bounds = boundsAround(contig, region);
  const beyond = within ? 0 : longestEdit + reach;
  const span = { start: region.start - beyond, end: region.end + beyond };
  const grid = { ...bounds, start: bounds.start - (bounds.start % form.bin) };
  const cells = touchedCells(form, grid, span);
  const valued = { start: Math.max(bounds.start, cells.start), end: cells.end };
  const read = {
    start: cells.start - form.margin,
    end: cells.end + form.margin + beyondMargin(form),
  };
  return readingOf({ contig: region.contig, ...read }, bounds, [valued]);
}

/** bp on either side of a value that a model sees, or makes use of. */
export function sideContext(manifest: Manifest): number {
  const { tiling, outputs } = manifest;
  if (tiling) return tileForm({ tiling, outputs }).margin;
  return Math.ceil((usefulContext(manifest) ?? 0) / 2);
}

/** bp from a change to the farthest value that it can reach: any distance with a state. */
export function changeReach(manifest: Manifest): number {
  return manifest.tiling === undefined ? Infinity : sideContext(manifest);
}

/** bp round a change that count as the whole of what is read; undefined where all that is read does. */
export function wholeWidth({ tiling }: Manifest): number | undefined {
  return tiling?.length;
}

/** A length of at most `bp`, or one tile's, after which the tiles of a model lie alike. */
export function alikeAfter({ tiling, outputs }: Manifest, bp: number): number {
  if (tiling === undefined) return bp;
  const { centre } = tileForm({ tiling, outputs });
  return Math.max(1, Math.floor(bp / centre)) * centre;
}

function readingOf(read: Region, bounds: Span, valued: readonly Span[]): Reading {
  const [first, last] = [defined(valued[0]), defined(valued.at(-1))];
  const start = Math.min(first.start, Math.max(bounds.start, read.start));
  const end = Math.max(last.end, Math.min(bounds.end, read.end));
  const spans = valued.map((one) => ({ start: one.start - start, end: one.end - start }));
  return { interval: { contig: read.contig, start, end }, valued: spans };
}
