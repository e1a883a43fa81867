import { defined } from '../../contract/index.ts';
import { type GraphPackage, refuseTiled, tracksOutputs, tileCentre } from '../../model/index.ts';

import { tokenOf, wholeBins } from '../../sequence/index.ts';
import {
  baseLikelihood,
  type BaseLikelihood,
  type Send,
  type BinPieces,
  type PassBegun,
  type PassJob,
} from '../jobs/index.ts';
import { peakMemory } from '../memory/index.ts';
import type { ChosenProvider } from '../provider/index.ts';
import { openInPlace } from './choose-place.ts';
import { expectFiniteTile } from './finite-tile.ts';
import { planTiles, type Tile } from './plan-tiles.ts';
import { readTiles } from './read-tiles.ts';
import { TileCheckpoint } from './tile-checkpoint.ts';
import { TileProgressEstimator } from './tile-progress-estimator.ts';
import type { TileValues } from './join-readings.ts';

/**
 * Reads an interval with a graph that carries no state: tile by tile, of which none knows of the
 * others. Errors: `model-graph`; `not-finite`; `model-tiled` for what needs a state or its inside.
 */
export async function runTiles(model: GraphPackage, job: PassJob, send: Send): Promise<void> {
  const asked = performance.now();
  const { manifest } = model;
  if (job.raw ?? job.embed ?? job.window) throw refuseTiled(manifest);
  const tiles = planTiles(manifest, job);
  const checkpoint = job.checkpoint === undefined ? undefined : new TileCheckpoint(job.checkpoint);
  const kept = checkpoint ? keptTiles(manifest, tiles, checkpoint) : [];
  const secondsBefore = checkpoint?.secondsBefore ?? 0;
  const { chosen, place, graph, waited } = await openInPlace(model, job, send);
  const began = asked + waited;
  try {
    const settings = tileSettings(model, job, chosen);
    const { computedBefore } = checkpoint ?? {};
    const how = { ...chosen, resumedScans: kept.length, computedBefore, settings };
    await sendBegun(send, tiles, how);
    const estimator = new TileProgressEstimator(tiles.length, {
      ...{ known: kept.length, batch: graph.batchSize },
    });
    // Replies go on without a gap, also where nothing is read.
    let told = 0;
    const skipTo = async (position: number) => {
      if (position > told)
        await send({ kind: 'likelihood', start: told, ...noLikelihood(position - told) });
    };
    const emit = async (tile: Tile, values: TileValues, done: number) => {
      await skipTo(tile.from);
      const pieces = binsOf(manifest, tile, values, job);
      if (pieces.length > 0) await send({ kind: 'tracks', pieces });
      await send({ kind: 'likelihood', start: tile.from, ...likelihoodOf(tile, values, job) });
      told = tile.to;
      await send({ kind: 'progress', progress: estimator.step(done) });
    };
    const check = (tile: Tile, values: TileValues, index: number) =>
      expectFiniteTile(manifest, values, {
        ...{ index, tiles: tiles.length, origin: job.start },
        ...{ start: tile.start, from: tile.from, to: tile.to },
      });
    let done = 0;
    for (const values of kept) {
      check(defined(tiles[done]), values, done);
      await emit(defined(tiles[done]), values, ++done);
    }
    for await (const { tile, values } of readTiles(graph, tiles.slice(done), job.tokens)) {
      check(tile, values, done);
      checkpoint?.write(values, place.provider, (performance.now() - began) / 1000);
      await emit(tile, values, ++done);
    }
    await skipTo(job.tokens.length);
    checkpoint?.discard();
    await sendDone(send, (performance.now() - began) / 1000 + secondsBefore);
  } finally {
    checkpoint?.close();
    await graph.release();
  }
}

/** The values of the tiles that a pass which was stopped has read, from the first one on. */
function keptTiles(
  manifest: GraphPackage['manifest'],
  tiles: readonly Tile[],
  checkpoint: TileCheckpoint,
): TileValues[] {
  const kept: TileValues[] = [];
  for (const { start, end } of tiles) {
    const length = end - start;
    const values = checkpoint.read({
      tracks: tracksOutputs(manifest).map(({ bin, crop = 0, tracks }) => {
        return { tracks: tracks.length, bins: (length - 2 * crop) / bin };
      }),
      distributions: manifest.outputs.some(({ kind }) => kind === 'lm') ? length : 0,
    });
    if (values === undefined) break;
    kept.push(values);
  }
  return kept;
}

/** How a run in tiles is computed, as it is kept with it. */
export function tileSettings(
  model: GraphPackage,
  { threads }: Pick<PassJob, 'threads'>,
  { device }: ChosenProvider,
): PassBegun['settings'] {
  const { tiling } = model.manifest;
  return {
    tile: tiling.length,
    centre: tileCentre(model.manifest),
    threads,
    ...(device && { device }),
  };
}

/** Tells how a pass in tiles has begun. */
export async function sendBegun(
  send: Send,
  tiles: readonly Tile[],
  how: Pick<
    PassBegun,
    'provider' | 'device' | 'notes' | 'resumedScans' | 'computedBefore' | 'settings'
  >,
): Promise<void> {
  await send({
    kind: 'begun',
    ...how,
    scan: { scan: 'none', detail: 'no state goes from tile to tile' },
    // Those that a contig's end cuts may be shorter.
    chunk: tiles.reduce((longest, { start, end }) => Math.max(longest, end - start), 0),
    chunks: tiles.length,
    resumedUnit: 'tile',
    spilledBytes: 0,
  });
}

/** Tells that a job is done. */
export async function sendDone(send: Send, seconds: number): Promise<void> {
  await send({ kind: 'done', seconds, peakBytes: peakMemory() });
}

/**
 * The whole bins of what counts of a tile: a piece for each output that gives tracks. NaN in a bin of nothing but N:
 * tiles that hold nothing else are not read, and where tiles begin must not matter.
 */
export function binsOf(
  manifest: GraphPackage['manifest'],
  tile: Tile,
  { tracks }: TileValues,
  { start: origin, tokens }: Pick<PassJob, 'start' | 'tokens'>,
): BinPieces {
  return tracksOutputs(manifest).map(({ bin, crop = 0 }, i) => {
    const { first, count } = wholeBins({ start: origin + tile.from, end: origin + tile.to }, bin);
    const skipped = first - (origin + tile.start + crop) / bin;
    const values = defined(tracks[i]).map((own) => own.slice(skipped, skipped + count));
    for (let k = 0; k < count; k++) {
      const at = (first + k) * bin - origin;
      if (isGap(tokens.subarray(at, at + bin))) for (const own of values) own[k] = NaN;
    }
    return { first, values };
  });
}

function isGap(tokens: Uint8Array): boolean {
  return tokens.every((token) => token === tokenOf.N);
}

/** As of bins, nothing of N. Without an lm output there is nothing to say, but how far the pass is. */
function likelihoodOf(
  { start, from, to }: Tile,
  { distributions }: TileValues,
  { tokens }: PassJob,
): BaseLikelihood {
  if (distributions === undefined) return noLikelihood(to - from);
  const own = distributions.subarray(4 * (from - start), 4 * (to - start));
  const bases = tokens.subarray(from, to);
  const told = baseLikelihood(own, 4, bases, [0, 1, 2, 3]);
  for (const [i, token] of bases.entries()) {
    if (token === tokenOf.N) told.entropy[i] = told.information[i] = NaN;
  }
  return told;
}

function noLikelihood(count: number): BaseLikelihood {
  const nothing = new Float32Array(count).fill(NaN);
  return { logLikelihood: nothing, entropy: nothing, information: nothing };
}
