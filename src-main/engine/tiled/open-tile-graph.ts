import type { GraphPackage } from '../../model/index.ts';
import type { ComputePlace } from '../fallback/index.ts';
import type { PartialReading } from '../jobs/index.ts';
import { TileGraph } from './tile-graph.ts';

/** What reads tiles; see `TileGraph`. */
export type TileReader = Pick<TileGraph, 'batchSize' | 'read' | 'release'>;

/** A graph where the job computes; it moves to the CPU with it. Errors: those of `TileGraph.open`. */
export async function openTileGraph(
  model: GraphPackage,
  place: ComputePlace,
  { threads, reading }: { readonly threads: number; readonly reading?: PartialReading | undefined },
): Promise<TileReader> {
  const opened = await place.open((provider) =>
    TileGraph.open(model, { provider, threads }, reading),
  );
  const batchSize = await opened.use((graph) => Promise.resolve(graph.batchSize));
  return {
    batchSize,
    read: (tiles) => opened.use((graph) => graph.read(tiles)),
    release: () => opened.release(),
  };
}
