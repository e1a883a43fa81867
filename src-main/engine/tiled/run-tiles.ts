import type { GraphPackage } from '../../model/index.ts';
import { refuseTiled, tracksOutputs } from '../../model/index.ts';
import { chooseProvider } from '../../model/probe.ts';
import { wholeBins } from '../../sequence/index.ts';
import { baseLikelihood, type BaseLikelihood } from '../base-likelihood.ts';
import type { Send } from '../job-tools.ts';
import type { BinPieces, PassJob } from '../pass-job.ts';
import { cutTile } from './cut-tile.ts';
import { planPieces, type Tile } from './plan-tiles.ts';
import { TileClock } from './tile-clock.ts';
import { TileGraph, type TileValues } from './tile-graph.ts';

/**
 * Reads an interval with a graph that carries no state: tile by tile, of which none knows of the
 * others. Errors: `model-graph`; `model-tiled` for what needs a state or its inside.
 */
export async function runTiles(model: GraphPackage, job: PassJob, send: Send): Promise<void> {
  const began = performance.now();
  const { manifest } = model;
  if (job.raw ?? job.embed) throw refuseTiled(manifest);
  const { provider, note } = await chooseProvider(job.provider);
  const interval = { start: job.start, end: job.start + job.tokens.length };
  const tiles = planPieces(manifest, interval, job.window);
  const graph = await TileGraph.open(model, { provider, threads: job.threads });
  try {
    await send({
      kind: 'begun',
      provider,
      providerNote: note,
      scan: { scan: 'none', detail: 'tiles carry no state' },
      chunk: tiles[0]!.end - tiles[0]!.start,
      chunks: tiles.length,
      spilledBytes: 0,
      resumedSweeps: 0,
    });
    const clock = new TileClock(tiles.length);
    for (let done = 0; done < tiles.length;) {
      const some = tiles.slice(done, done + graph.together);
      const values = await graph.read(some.map((tile) => cutTile(job.tokens, tile)));
      for (const [i, tile] of some.entries()) {
        const pieces = binsOf(manifest, tile, values[i]!, interval);
        if (pieces.length > 0) await send({ kind: 'tracks', pieces });
        await send({
          kind: 'likelihood',
          start: tile.from,
          ...likelihoodOf(tile, values[i]!, job),
        });
      }
      done += some.length;
      await send({ kind: 'progress', progress: clock.step(done) });
    }
    const seconds = (performance.now() - began) / 1000;
    await send({ kind: 'done', seconds, peakBytes: process.resourceUsage().maxRSS * 1024 });
  } finally {
    await graph.release();
  }
}

/** The whole bins of what counts of a tile: a piece for each output that gives tracks. */
export function binsOf(
  manifest: GraphPackage['manifest'],
  tile: Tile,
  { tracks }: TileValues,
  interval: { readonly start: number; readonly end: number },
): BinPieces {
  return tracksOutputs(manifest).map(({ bin, crop = 0 }, i) => {
    const counts = { start: interval.start + tile.from, end: interval.start + tile.to };
    const { first, count } = wholeBins(counts, bin);
    const skipped = first - (interval.start + tile.start + crop) / bin;
    return { first, values: tracks[i]!.map((values) => values.slice(skipped, skipped + count)) };
  });
}

/** Without an lm output there is nothing to say, but how far the pass is. */
function likelihoodOf(
  { start, from, to }: Tile,
  { distributions }: TileValues,
  { tokens }: PassJob,
): BaseLikelihood {
  if (distributions === undefined) {
    const nothing = new Float32Array(to - from).fill(NaN);
    return { logLikelihood: nothing, entropy: nothing, information: nothing };
  }
  const own = distributions.subarray(4 * (from - start), 4 * (to - start));
  return baseLikelihood(own, 4, tokens.subarray(from, to), [0, 1, 2, 3]);
}
