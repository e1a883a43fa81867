import { defined } from '../../contract/index.ts';
import {
  tileForm,
  tracksOutputs,
  type GraphManifest,
  type GraphPackage,
} from '../../model/index.ts';
import {
  PerturbationProgressEstimator,
  WindowMeans,
  type PerturbationJob,
  type PerturbationTask,
  type TokenRange,
  type Send,
} from '../jobs/index.ts';
import { tokenOf } from '../../sequence/index.ts';
import { changedTiles, tilesAt, type ChangedTiles } from './changed-tiles.ts';
import { expectFiniteTile } from './finite-tile.ts';
import { openInPlace } from './choose-place.ts';
import { groupParts, type PartGroup } from './group-parts.ts';
import type { TileReader } from './open-tile-graph.ts';
import { planGrid, type Tile } from './plan-tiles.ts';
import { readTiles } from './read-tiles.ts';
import { binsOf, sendBegun, sendDone, tileSettings } from './run-tiles.ts';
import { TileProgressEstimator } from './tile-progress-estimator.ts';
import { TiledReadOut, windowOf, type ReadTile } from './tiled-read-out.ts';
import { TiledReference } from './tiled-reference.ts';

/**
 * Reads in tiles what the tasks may change, then again those tiles in which an edit changes a base, one
 * group of parts after the other. That is exact: a tile knows of nothing else. Errors: those of `TileGraph`.
 */
export async function runTiledPerturbations(
  model: GraphPackage,
  job: PerturbationJob,
  send: Send,
): Promise<void> {
  const asked = performance.now();
  const { manifest } = model;
  const interval = { start: job.start, end: job.start + job.tokens.length };
  const plan = planGrid(manifest, job);
  const groups = groupParts(manifest, job);
  const { chosen, graph, waited } = await openInPlace(model, job, send);
  const began = asked + waited;
  try {
    const settings = tileSettings(model, job, chosen);
    const needed = groups.map((group) => neededTiles(plan, job, group));
    const all = [...new Set(needed.flat())];
    await sendBegun(send, all, { ...chosen, resumedScans: 0, settings });
    const reference = new TiledReference();
    const { likelihoodWindow } = job;
    const givesLm = manifest.outputs.some(({ kind }) => kind === 'lm');
    const givesTracks = tracksOutputs(manifest).length > 0;
    const readOut = new TiledReadOut(manifest, interval, reference);
    const tiles = new TileProgressEstimator(all.length, { batch: graph.batchSize });
    const estimator = new PerturbationProgressEstimator(job.tasks.length, 1);
    for (const [g, group] of groups.entries()) {
      // Neighbours share tiles.
      reference.keep(defined(needed[g]));
      const progress = groups.length === 1 ? tiles : undefined;
      const reading = { graph, plan: defined(needed[g]), reference, progress, send };
      await readReference(model, job, reading);
      for (const { number: part, range } of group.parts) {
        if (likelihoodWindow !== undefined && givesLm) {
          const windows = new WindowMeans(range.end - range.start, likelihoodWindow);
          reference.addLikelihoods(job.tokens, range, windows);
          const means = Float32Array.from(windows.means());
          await send({ kind: 'window-likelihoods', part, means });
        }
        if (givesTracks) {
          await send({ kind: 'tracks', part, pieces: reference.cut(manifest, job.start, range) });
        }
      }
      await runTasks(job, group, { manifest, graph, plan, readOut, estimator, send });
    }
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

/** The tiles of the unchanged sequence that some part or task of a group asks for. */
function neededTiles(
  plan: readonly Tile[],
  { tasks }: PerturbationJob,
  { parts, first, end }: PartGroup,
): Tile[] {
  const needed = new Set<Tile>();
  const add = (tiles: readonly Tile[]) => tiles.forEach((tile) => needed.add(tile));
  const counting = ({ start, end }: TokenRange) =>
    plan.filter(({ from, to }) => to > start && from < end);
  for (const { range } of parts) add(counting(range));
  for (const { edits, distributions } of tasks.slice(first, end)) {
    if (needed.size === plan.length) break;
    add(tilesAt(plan, { start: defined(edits[0]).start, end: defined(edits.at(-1)).end }));
    if (distributions) add([...counting(distributions.before), ...counting(distributions.after)]);
  }
  return plan.filter((tile) => needed.has(tile));
}

async function readReference(
  { manifest }: GraphPackage,
  job: PerturbationJob,
  {
    graph,
    plan,
    reference,
    progress,
    send,
  }: PerturbationContext & {
    readonly reference: TiledReference;
    readonly progress: TileProgressEstimator | undefined;
  },
): Promise<void> {
  const { tokens, start } = job;
  const open = plan.filter((tile) => !reference.has(tile));
  let done = 0;
  for await (const { tile, values } of readTiles(graph, open, tokens)) {
    const where = { start: tile.start, from: tile.from, to: tile.to };
    const place = { index: plan.indexOf(tile), tiles: plan.length, origin: start, ...where };
    expectFiniteTile(manifest, values, place);
    const [from, to] = [tile.from - tile.start, tile.to - tile.start];
    const distributions = values.distributions?.slice(4 * from, 4 * to);
    // As of bins, nothing of N.
    for (let t = tile.from; distributions && t < tile.to; t++) {
      if (tokens[t] === tokenOf.N)
        distributions.fill(NaN, 4 * (t - tile.from), 4 * (t - tile.from + 1));
    }
    reference.add(tile, { pieces: binsOf(manifest, tile, values, job), distributions });
    done += 1;
    if (progress) await send({ kind: 'progress', progress: progress.step(done) });
  }
}

/** Tasks go together until the graph has as many tiles as it takes at once. */
async function runTasks(
  job: PerturbationJob,
  { first, end }: PartGroup,
  {
    manifest,
    graph,
    plan,
    readOut,
    estimator,
    send,
  }: PerturbationContext & {
    readonly manifest: GraphManifest;
    readonly readOut: TiledReadOut;
    readonly estimator: PerturbationProgressEstimator;
  },
): Promise<void> {
  const { tasks, start: origin } = job;
  const form = tileForm(manifest);
  for (let done = first; done < end;) {
    const group: ChangedTiles[] = [];
    let count = 0;
    while (done + group.length < end && (group.length === 0 || count < graph.batchSize)) {
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
    await send({ kind: 'progress', progress: estimator.begin(group.length).end() });
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
