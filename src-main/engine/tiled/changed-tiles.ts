import { defined } from '../../contract/index.ts';
import { EditedSequence, tokenOf, type Edit } from '../../sequence/index.ts';
import { cutTile } from './cut-tile.ts';
import type { Tile } from './plan-tiles.ts';

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
  readonly tiles: readonly ChangedTile[];
}

/**
 * A tile starts in the edited sequence where its first token stands, and is as long as it was. So all
 * tiles behind an insertion or deletion read what they read before.
 */
export function changedTiles(
  plan: readonly Tile[],
  tokens: Uint8Array,
  edits: readonly Edit[],
): ChangedTiles {
  const sequence = new EditedSequence(tokens, edits);
  const place = (position: number) => placeIn(sequence, tokens.length, position);
  const [first, last] = [defined(edits[0]).start, defined(edits.at(-1)).end];
  const tiles = plan
    .filter(({ start, end }) => end > first && start <= last)
    .map((tile): ChangedTile => {
      const start = place(tile.start);
      const own = cutEdited(sequence, start, tile.end - tile.start);
      return { tile, start, from: place(tile.from), to: place(tile.to), tokens: own };
    })
    .filter(({ tile, tokens: own }) => Buffer.compare(own, cutTile(tokens, tile)) !== 0);
  return { sequence, tiles };
}

/** Where a position of the reference lies in the edited sequence, also before and behind it. */
export function placeIn(sequence: EditedSequence, length: number, position: number): number {
  if (position <= 0) return position;
  return position >= length ? position - length + sequence.length : sequence.indexOf(position);
}

function cutEdited(sequence: EditedSequence, start: number, length: number): Uint8Array {
  const tile = new Uint8Array(length).fill(tokenOf.N);
  const from = Math.max(0, start);
  const to = Math.max(from, Math.min(sequence.length, start + length));
  tile.set(sequence.tokens(from, to), from - start);
  return tile;
}
