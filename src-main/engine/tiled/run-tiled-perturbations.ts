import { defined } from '../../contract/index.ts';
import {
  tileForm,
  tracksOutputs,
  type GraphManifest,
  type GraphPackage,
} from '../../model/index.ts';
import { wholeBins } from '../../sequence/index.ts';
import {
  PerturbationProgressEstimator,
  type PerturbationJob,
  type PerturbationTask,
  type TokenRange,
  type Send,
  type BinPieces,
} from '../jobs/index.ts';
import { changedTiles, tilesAt, type ChangedTiles } from './changed-tiles.ts';
import { expectFiniteTile } from './finite-tile.ts';
import { openInPlace } from './choose-place.ts';
import type { TileReader } from './open-tile-graph.ts';
import { planGrid, type Tile } from './plan-tiles.ts';
import { readTiles } from './read-tiles.ts';
import { binsOf, sendBegun, sendDone, tileSettings } from './run-tiles.ts';
import { TileProgressEstimator } from './tile-progress-estimator.ts';
import {
  joinPieces,
  TiledReadOut,
  windowOf,
  type ReadTile,
  type TiledReference,
} from './tiled-read-out.ts';

/**
 * Reads in tiles what the tasks may change, then again those tiles in which an edit changes a base.
 * That is exact: a tile knows of nothing else. Errors: those of `TileGraph`.
 */
export async function runTiledPerturbations(
  model: GraphPackage,
  job: PerturbationJob,
  send: Send,
): Promise<void> {
  const began = performance.now();
  const { manifest } = model;
  const interval = { start: job.start, end: job.start + job.tokens.length };
  const plan = planGrid(manifest, job);
  const needed = neededTiles(plan, job);
  const { chosen, graph } = await openInPlace(model, job, send);
  try {
    const settings = tileSettings(model, job, chosen);
    await sendBegun(send, needed, { ...chosen, resumedScans: 0, settings });
    const reference = await readReference(model, job, { graph, plan: needed, send });
    if (reference.pieces.length > 0) {
      for (const [part, range] of partsOf(job).entries()) {
        await send({ kind: 'tracks', part, pieces: cutPieces(manifest, reference, job, range) });
      }
    }
    const readOut = new TiledReadOut(manifest, interval, reference);
    await runTasks(job, { manifest, graph, plan, readOut, send });
    await sendDone(send, (performance.now() - began) / 1000);
  } finally {
    await graph.release();
  }
}

interface PerturbationContext {
  readonly graph: TileReader;
  readonly plan: readonly Tile[];
  readonly send: Send;
}

function partsOf({ parts, tokens }: PerturbationJob): readonly TokenRange[] {
  return parts ?? [{ start: 0, end: tokens.length }];
}

/** The tiles of the unchanged sequence that some part or task asks for. */
function neededTiles(plan: readonly Tile[], job: PerturbationJob): Tile[] {
  const needed = new Set<Tile>();
  const add = (tiles: readonly Tile[]) => tiles.forEach((tile) => needed.add(tile));
  const counting = ({ start, end }: TokenRange) =>
    plan.filter(({ from, to }) => to > start && from < end);
  for (const part of partsOf(job)) add(counting(part));
  for (const { edits, distributions } of job.tasks) {
    if (needed.size === plan.length) break;
    add(tilesAt(plan, { start: defined(edits[0]).start, end: defined(edits.at(-1)).end }));
    if (distributions) add([...counting(distributions.before), ...counting(distributions.after)]);
  }
  return plan.filter((tile) => needed.has(tile));
}

async function readReference(
  { manifest }: GraphPackage,
  { tokens, start }: PerturbationJob,
  { graph, plan, send }: PerturbationContext,
): Promise<TiledReference> {
  const estimator = new TileProgressEstimator(plan.length);
  const interval = { start, end: start + tokens.length };
  const distributions = new Float32Array(4 * tokens.length).fill(NaN);
  const pieces: BinPieces[] = [];
  for await (const { tile, values } of readTiles(graph, plan, tokens)) {
    const where = { start: tile.start, from: tile.from, to: tile.to };
    const place = { index: pieces.length, tiles: plan.length, origin: start, ...where };
    expectFiniteTile(manifest, values, place);
    pieces.push(binsOf(manifest, tile, values, interval));
    const [from, to] = [tile.from - tile.start, tile.to - tile.start];
    const own = values.distributions?.subarray(4 * from, 4 * to);
    if (own) distributions.set(own, 4 * tile.from);
    await send({ kind: 'progress', progress: estimator.step(pieces.length) });
  }
  return { pieces: joinPieces(manifest, pieces), distributions };
}

/** The bins of a part of the sequence; NaN where nothing was read. */
function cutPieces(
  manifest: GraphManifest,
  { pieces }: TiledReference,
  { start: origin }: PerturbationJob,
  { start, end }: TokenRange,
): BinPieces {
  return tracksOutputs(manifest).map(({ bin }, output) => {
    const { first, count } = wholeBins({ start: origin + start, end: origin + end }, bin);
    const piece = defined(pieces[output]);
    const values = piece.values.map((own) =>
      Float32Array.from({ length: count }, (_, i) => own[first + i - piece.first] ?? NaN),
    );
    return { first, values };
  });
}

/** Tasks go together until the graph has as many tiles as it takes at once. */
async function runTasks(
  job: PerturbationJob,
  {
    manifest,
    graph,
    plan,
    readOut,
    send,
  }: PerturbationContext & { readonly manifest: GraphManifest; readonly readOut: TiledReadOut },
): Promise<void> {
  const { tasks, start: origin } = job;
  const form = tileForm(manifest);
  const estimator = new PerturbationProgressEstimator(tasks.length, 1);
  for (let done = 0; done < tasks.length;) {
    const group: ChangedTiles[] = [];
    let count = 0;
    while (done + group.length < tasks.length && (group.length === 0 || count < graph.batchSize)) {
      const edited = changedTiles(form, plan, job, defined(tasks[done + group.length]).edits);
      group.push(edited);
      count += edited.tiles.length;
    }
    const read = await readAgain(graph, group);
    for (const [i, edited] of group.entries()) {
      for (const { tile, start, from, to, values } of defined(read[i])) {
        const changedAt = origin + defined(defined(tasks[done + i]).edits[0]).start;
        const index = plan.indexOf(tile);
        const place = { index, tiles: plan.length, start, from, to, origin, changedAt };
        expectFiniteTile(manifest, values, place);
      }
      const result = resultOf(defined(tasks[done + i]), edited, defined(read[i]), readOut);
      await send({
        kind: 'perturbation',
        task: done + i,
        window: windowOf(edited.tiles),
        ...result,
      });
    }
    done += group.length;
    await send({ kind: 'progress', progress: estimator.step(done, 0, 0) });
  }
}

async function readAgain(graph: TileReader, group: readonly ChangedTiles[]): Promise<ReadTile[][]> {
  const all = group.flatMap(({ tiles }) => tiles);
  const read: ReadTile[] = [];
  for (let done = 0; done < all.length; done += graph.batchSize) {
    const some = all.slice(done, done + graph.batchSize);
    const values = await graph.read(some.map(({ tokens }) => tokens));
    read.push(...some.map((tile, i) => ({ ...tile, values: defined(values[i]) })));
  }
  let end = 0;
  return group.map(({ tiles }) => read.slice(end, (end += tiles.length)));
}

function resultOf(
  task: PerturbationTask,
  edited: ChangedTiles,
  tiles: readonly ReadTile[],
  readOut: TiledReadOut,
) {
  const bins = task.tracks ? readOut.bins(edited, tiles, task.insertion) : undefined;
  if (task.distributions === undefined) return { bins };
  const before = readOut.distributions(undefined, [], task.distributions.before);
  const after = readOut.distributions(edited, tiles, task.distributions.after);
  return { bins, distributions: { before, after } };
}
