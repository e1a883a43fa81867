import { tokenOf } from '../../sequence/index.ts';
import type { Tile } from './plan-tiles.ts';

/** The tokens that a tile reads, with N beyond the sequence. */
export function cutTile(
  tokens: Uint8Array,
  { start, end }: Pick<Tile, 'start' | 'end'>,
): Uint8Array {
  const tile = new Uint8Array(end - start).fill(tokenOf.N);
  const from = Math.max(0, start);
  tile.set(tokens.subarray(from, Math.max(from, Math.min(tokens.length, end))), from - start);
  return tile;
}
