import { tokenOf } from '../../sequence/index.ts';
import type { Tile } from './plan-tiles.ts';

/** The tokens that a tile reads, with N beyond what it sees of the sequence. */
export function cutTile(
  tokens: Uint8Array,
  { start, end, seen }: Pick<Tile, 'start' | 'end' | 'seen'>,
): Uint8Array {
  const tile = new Uint8Array(end - start).fill(tokenOf.N);
  const from = Math.max(seen.start, start);
  tile.set(tokens.subarray(from, Math.max(from, Math.min(seen.end, end))), from - start);
  return tile;
}
