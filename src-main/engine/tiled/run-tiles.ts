import type { GraphPackage } from '../../model/index.ts';
import { refuseTiled, tracksOutputs } from '../../model/index.ts';
import { chooseProvider } from '../../model/probe.ts';
import { wholeBins } from '../../sequence/index.ts';
import { baseLikelihood, type BaseLikelihood } from '../base-likelihood.ts';
import type { Send } from '../job-tools.ts';
import type { BinPieces, PassBegun, PassJob } from '../pass-job.ts';
import { planPieces, type Tile } from './plan-tiles.ts';
import { readTiles } from './read-tiles.ts';
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
    await sendBegun(send, tiles, { provider, providerNote: note });
    const clock = new TileClock(tiles.length);
    let done = 0;
    for await (const { tile, values } of readTiles(graph, tiles, job.tokens)) {
      const pieces = binsOf(manifest, tile, values, interval);
      if (pieces.length > 0) await send({ kind: 'tracks', pieces });
      await send({ kind: 'likelihood', start: tile.from, ...likelihoodOf(tile, values, job) });
      await send({ kind: 'progress', progress: clock.step(++done) });
    }
    await sendDone(send, began);
  } finally {
    await graph.release();
  }
}

/** Tells how a pass in tiles has begun. */
export async function sendBegun(
  send: Send,
  tiles: readonly Tile[],
  chosen: Pick<PassBegun, 'provider' | 'providerNote'>,
): Promise<void> {
  await send({
    kind: 'begun',
    ...chosen,
    scan: { scan: 'none', detail: 'no state goes from tile to tile' },
    chunk: tiles[0]!.end - tiles[0]!.start,
    chunks: tiles.length,
    spilledBytes: 0,
    resumedSweeps: 0,
  });
}

/** Tells that a job which began at `began`, by `performance.now`, is done. */
export async function sendDone(send: Send, began: number): Promise<void> {
  const seconds = (performance.now() - began) / 1000;
  // maxRSS is in kilobytes on every platform.
  await send({ kind: 'done', seconds, peakBytes: process.resourceUsage().maxRSS * 1024 });
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
