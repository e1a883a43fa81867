import { defined, type Span } from '../../contract/index.ts';
import { shiftOf, tileForm, type GraphManifest, type TileForm } from '../../model/index.ts';
import { tokenOf } from '../../sequence/index.ts';

/** A tile, which a graph reads at once. Tokens count from the interval's start. */
export interface Tile {
  /** What is read, 0-based half-open; what lies outside the sequence is read as N. */
  readonly start: number;
  readonly end: number;
  /** Where its centre begins. */
  readonly centre: number;
  /** What counts of it, within its centre. */
  readonly from: number;
  readonly to: number;
}

/** A sequence that is read in tiles. */
export interface TiledSequence {
  readonly tokens: Uint8Array;
  /** Contig coordinate of the first token, 0-based: values lie on the contig's own bins. */
  readonly start: number;
  /** What needs values, in order and apart; all of it where absent. */
  readonly valued?: readonly Span[] | undefined;
}

/**
 * The fewest tiles whose centres hold all known bases that need values. None is read where a centre
 * would hold nothing but N. Tiles in a row share what their centres have to spare, so that a short
 * region lies in the middle of its tile.
 */
export function planTiles(
  manifest: Pick<GraphManifest, 'tiling' | 'outputs'>,
  sequence: TiledSequence,
): Tile[] {
  const form = tileForm(manifest);
  const { tokens, start: origin } = sequence;
  return rowsOf(form, sequence).flatMap(({ from, to, limit }) => {
    const phase = phaseOf(origin + from, form.bin);
    const aligned = from - phase;
    const count = Math.ceil((to - aligned) / form.centre);
    const shift = shiftOf(form, { from: aligned, to, count, length: tokens.length });
    return Array.from({ length: count }, (_, k) => {
      const centre = aligned - shift + k * form.centre;
      const counts = {
        from: Math.max(from, centre),
        to: k === count - 1 ? Math.min(limit, centre + form.centre) : centre + form.centre,
      };
      return { ...tileWindow(form, centre, tokens.length, origin), centre, ...counts };
    });
  });
}

/**
 * Tiles whose centres adjoin from the start of what needs values: the same ones wherever a sequence
 * ends. Those whose centre holds nothing but N are left out.
 */
export function planGrid(
  manifest: Pick<GraphManifest, 'tiling' | 'outputs'>,
  { tokens, start: origin, valued }: TiledSequence,
): Tile[] {
  const form = tileForm(manifest);
  const { from, to } = wholeOf(valued, tokens.length);
  const aligned = from - phaseOf(origin + from, form.bin);
  const count = Math.ceil((to - aligned) / form.centre);
  return Array.from({ length: count }, (_, k) => {
    const centre = aligned + k * form.centre;
    const counts = { from: Math.max(from, centre), to: Math.min(to, centre + form.centre) };
    return { ...tileWindow(form, centre, tokens.length, origin), centre, ...counts };
  }).filter((tile) => tokens.subarray(tile.from, tile.to).some((token) => token !== tokenOf.N));
}

/** What the tile reads whose centre begins at `centre`, of a sequence of `length` tokens. */
export function tileWindow(
  { length: whole, margin, crop, bin, shorter }: TileForm,
  centre: number,
  length: number,
  origin: number,
): Span {
  let start = centre - margin;
  if (shorter === undefined) return { start, end: start + whole };
  // No N where the sequence ends, but for values that a crop takes, and up to the border of a bin.
  const first = -crop - phaseOf(origin, bin);
  if (start < first) start = first;
  const needed = Math.min(centre - margin + whole, length + crop) - start;
  const { shortest, multipleOf } = shorter;
  const size = Math.max(shortest, Math.ceil(needed / multipleOf) * multipleOf);
  return { start, end: start + Math.min(whole, size) };
}

/** Tiles in a row, whose centres adjoin: what needs values of it, and where it must end. */
interface Row {
  readonly from: number;
  /** After its last known base, at the border of a bin. */
  readonly to: number;
  readonly limit: number;
}

function rowsOf(form: TileForm, { tokens, start: origin, valued }: TiledSequence): Row[] {
  const { centre, bin } = form;
  const rows: { from: number; to: number; limit: number }[] = [];
  // Where the centre of the last tile ends.
  let covered = -Infinity;
  for (const { start, end } of valued ?? [{ start: 0, end: tokens.length }]) {
    const reach = (from: number) => {
      const limit = Math.min(end, covered);
      return { to: borderAfter(lastKnown(tokens, from, limit), origin, bin, end), limit };
    };
    const before = rows.at(-1);
    if (before && start < covered) Object.assign(before, reach(start));
    for (let at = nextKnown(tokens, Math.max(start, covered), end); at < end;) {
      const first = Math.max(start, at - phaseOf(origin + at, bin));
      const row = first <= covered ? rows.at(-1) : undefined;
      const from = row ? covered : first;
      covered = from - phaseOf(origin + from, bin) + centre;
      if (row) Object.assign(row, reach(from));
      else rows.push({ from, ...reach(from) });
      at = nextKnown(tokens, covered, end);
    }
  }
  return rows.map((row, i) => ({
    ...row,
    limit: Math.min(row.limit, rows[i + 1]?.from ?? Infinity),
  }));
}

function nextKnown(tokens: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && tokens[at] === tokenOf.N) at++;
  return at;
}

function lastKnown(tokens: Uint8Array, from: number, end: number): number {
  let at = end - 1;
  while (at > from && tokens[at] === tokenOf.N) at--;
  return at;
}

function borderAfter(position: number, origin: number, bin: number, end: number): number {
  return Math.min(end, position + bin - phaseOf(origin + position, bin));
}

function phaseOf(position: number, bin: number): number {
  return ((position % bin) + bin) % bin;
}

function wholeOf(
  valued: readonly Span[] | undefined,
  length: number,
): { from: number; to: number } {
  if (valued === undefined) return { from: 0, to: length };
  return { from: defined(valued[0]).start, to: defined(valued.at(-1)).end };
}
