import { defined, type Span } from '../../contract/index.ts';
import type { TileForm } from '../../model/index.ts';
import { EditedSequence, tokenOf, type Edit } from '../../sequence/index.ts';
import { cutTile } from './cut-tile.ts';
import { tileWindow, type Tile } from './plan-tiles.ts';

/** A tile that reads something else in an edited sequence; tokens count in that sequence. */
export interface ChangedTile {
  readonly tile: Tile;
  /** First token that it reads; below 0 where N stands in front. */
  readonly start: number;
  /** What counts of it, half-open. */
  readonly from: number;
  readonly to: number;
  readonly tokens: Uint8Array;
}

/** An edited sequence, and the tiles that have to be read again for it. */
export interface ChangedTiles {
  readonly sequence: EditedSequence;
  /** Of a tile whose centre an insertion makes longer there are several. */
  readonly tiles: readonly ChangedTile[];
}

/**
 * What counts of a tile is read again with its whole margin of the edited sequence on either side. All
 * tiles behind an insertion or deletion read what they read before.
 */
export function changedTiles(
  form: TileForm,
  plan: readonly Tile[],
  { tokens, start: origin }: { readonly tokens: Uint8Array; readonly start: number },
  edits: readonly Edit[],
): ChangedTiles {
  const sequence = new EditedSequence(tokens, edits);
  const place = (position: number) => placeIn(sequence, tokens.length, position);
  const span = { start: defined(edits[0]).start, end: defined(edits.at(-1)).end };
  const tiles = tilesAt(plan, span).flatMap((tile): ChangedTile[] => {
    const [from, to] = [place(tile.from), place(tile.to)];
    const first = from - (tile.from - tile.centre);
    const count = Math.max(1, Math.ceil((to - first) / form.centre));
    const read = Array.from({ length: count }, (_, k) => {
      const centre = first + k * form.centre;
      const window = tileWindow(form, centre, sequence.length, origin);
      const counts = { from: Math.max(from, centre), to: Math.min(to, centre + form.centre) };
      return { tile, start: window.start, ...counts, tokens: cutEdited(sequence, window) };
    });
    const isSame =
      count === 1 && Buffer.compare(defined(read[0]).tokens, cutTile(tokens, tile)) === 0;
    return isSame ? [] : read;
  });
  return { sequence, tiles };
}

/** The tiles of a plan that read some of a span, or adjoin it. */
export function tilesAt(plan: readonly Tile[], { start, end }: Span): Tile[] {
  return plan.filter((tile) => tile.end > start && tile.start <= end);
}

/** Where a position of the reference lies in the edited sequence, also before and behind it. */
export function placeIn(sequence: EditedSequence, length: number, position: number): number {
  if (position <= 0) return position;
  return position >= length ? position - length + sequence.length : sequence.indexOf(position);
}

function cutEdited(sequence: EditedSequence, { start, end }: Span): Uint8Array {
  const tile = new Uint8Array(end - start).fill(tokenOf.N);
  const from = Math.max(0, start);
  const to = Math.max(from, Math.min(sequence.length, end));
  tile.set(sequence.tokens(from, to), from - start);
  return tile;
}
