import { runtimeVersion, type GraphPackage } from '../../model/index.ts';
import { baseTokens } from '../../sequence/index.ts';
import type { PassJob, PerturbationJob, Send } from '../jobs/index.ts';
import { chooseInTurn, type Candidate, type PlaceInTurn } from '../provider/index.ts';
import { engineVersion } from '../version.ts';
import { openTileGraph, type TileReader } from './open-tile-graph.ts';
import { TileGraph } from './tile-graph.ts';

/** A graph, open where its job computes. Errors: those of `TileGraph.open`. */
export async function openInPlace(
  model: GraphPackage,
  {
    provider,
    graphs,
    modelHash,
    threads,
    reading,
  }: Pick<PassJob, 'provider' | 'graphs' | 'modelHash' | 'threads'> &
    Pick<PerturbationJob, 'reading'>,
  send: Send,
): Promise<PlaceInTurn & { readonly graph: TileReader }> {
  const { length } = model.manifest.tiling;
  const tile = Uint8Array.from({ length }, (_, i) => baseTokens[(i * i) % 4] ?? 0);
  const trial = () => ({
    folder: graphs,
    dependsOn: { engineVersion, runtime: runtimeVersion(), modelHash, threads },
    tokens: length,
    async time({ provider: timed }: Candidate) {
      const graph = await TileGraph.open(model, { provider: timed, threads });
      try {
        // The first run compiles shaders and takes memory for the first time.
        await graph.read([tile]);
        const began = performance.now();
        await graph.read([tile]);
        return (performance.now() - began) / 1000;
      } finally {
        await graph.release();
      }
    },
  });
  const inTurn = await chooseInTurn(provider, trial, send);
  return { ...inTurn, graph: await openTileGraph(model, inTurn.place, { threads, reading }) };
}
