import { runtimeVersion, type GraphPackage } from '../../model/index.ts';
import { baseTokens } from '../../sequence/index.ts';
import { ComputePlace } from '../fallback/index.ts';
import type { PassJob, PerturbationJob, Send } from '../jobs/index.ts';
import { awaitTurn, chooseProvider, endTurns, type ChosenProvider } from '../provider/index.ts';
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
): Promise<{
  readonly chosen: ChosenProvider;
  readonly graph: TileReader;
  /** For a turn on the device, milliseconds. */
  readonly waited: number;
}> {
  const { length } = model.manifest.tiling;
  const tile = Uint8Array.from({ length }, (_, i) => baseTokens[(i * i) % 4] ?? 0);
  const tell = (note: string) => send({ kind: 'note', note });
  let waited = 0;
  const chosen = await chooseProvider(provider, {
    folder: graphs,
    dependsOn: { engineVersion, runtime: runtimeVersion(), modelHash, threads },
    tokens: length,
    async time(candidate) {
      waited += await awaitTurn(candidate, tell);
      const graph = await TileGraph.open(model, { provider: candidate.provider, threads });
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
  waited += await awaitTurn(chosen, tell);
  const place = new ComputePlace(chosen.provider, (note) => {
    endTurns();
    return send({ kind: 'device-failed', note });
  });
  return { chosen, graph: await openTileGraph(model, place, { threads, reading }), waited };
}
