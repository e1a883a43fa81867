import { defined } from '../../contract/index.ts';
import { cutTile } from './cut-tile.ts';
import type { Tile } from './plan-tiles.ts';
import type { TileReader } from './open-tile-graph.ts';
import type { TileValues } from './join-readings.ts';

/** Reads the tiles of a sequence, in order, as many at once as the graph takes. */
export async function* readTiles(
  graph: TileReader,
  tiles: readonly Tile[],
  tokens: Uint8Array,
): AsyncGenerator<{ readonly tile: Tile; readonly values: TileValues }> {
  for (let done = 0; done < tiles.length; done += graph.batchSize) {
    const some = tiles.slice(done, done + graph.batchSize);
    const values = await graph.read(some.map((tile) => cutTile(tokens, tile)));
    for (const [i, tile] of some.entries()) yield { tile, values: defined(values[i]) };
  }
}
