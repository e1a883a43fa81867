import { defined } from '../../../contract/index.ts';
import { openNetwork, type Network, type NetworkPackage } from '../../../model/index.ts';
import { ChunkPlan } from '../../../sequence/index.ts';
import { choosePlace } from '../choose-place.ts';
import { openHead, openScans } from '../open-scans.ts';
import { cappedNote, runSettings } from '../run-pass.ts';
import {
  type Send,
  PerturbationProgressEstimator,
  type PerturbationJob,
  type PerturbationTask,
} from '../../jobs/index.ts';
import { allowedMemory, passChunk, peakMemory, planMemory } from '../../memory/index.ts';
import { PassProgressEstimator } from '../pass-progress-estimator.ts';
import { ReferenceRun } from './reference-run.ts';
import { PerturbedRun } from './perturbed-run.ts';

import { ReadOut } from './read-out.ts';
import { runPerturbed } from './run-perturbed.ts';
import { maxCallTokens, ScanPool } from './scan-pool.ts';

/** Share of the memory that the residuals between the layers may take, and the edited chunks. */
const keptShare = 0.3;
const perturbedShare = 0.2;

/** Most edited sequences in step: beyond, a call gains nothing and results come late. */
const maxBatchSize = 32;

/** Reads the interval once, then only what each task changes of it. */
export async function runPerturbations(
  model: NetworkPackage,
  job: PerturbationJob,
  send: Send,
): Promise<void> {
  const began = performance.now();
  const { network, trackHeads, close } = openNetwork(model);
  const { chosen, settings } = await choosePlace(model, network, job, send);
  const { provider } = chosen;
  const scans = await openScans(network, settings);
  const maxTokens = maxCallTokens[provider === 'cpu' ? 'cpu' : 'gpu'];
  const pool = new ScanPool(network, (layer, scan) => scans.open(layer, scan), maxTokens);
  try {
    const memory = allowedMemory(job.memory);
    const { length } = job.tokens;
    const wanted = job.chunk ?? choosePerturbationChunk(network, length);
    const chunk = passChunk(network, { length, chunk: wanted, provider }, memory);
    planMemory(network, { length, chunk }, memory, 'never');
    const plan = new ChunkPlan(length, chunk);
    const begun = {
      provider,
      device: chosen.device,
      notes: [...chosen.notes, ...cappedNote(job, plan, provider)],
      scan: scans.report,
      chunk: plan.size,
      chunks: plan.count,
      spilledBytes: 0,
      settings: runSettings(plan, job, scans.report, chosen),
    };
    await send({ kind: 'begun', ...begun, resumedScans: 0 });

    const reference = new ReferenceRun(network, plan, job.tokens, {
      pool,
      room: memory * keptShare,
      origin: job.start,
    });
    const estimator = new PassProgressEstimator(network.layers.length);
    estimator.start();
    await reference.run(
      (step) => void send({ kind: 'progress', progress: estimator.layerStep(step) }),
    );

    const head = await openHead(network, settings);
    try {
      const readOut = new ReadOut(reference, head, trackHeads);
      await sendReference(readOut, plan, send);
      await runTasks(job, { reference, pool, readOut, memory, send });
    } finally {
      await head.release();
    }
    const seconds = (performance.now() - began) / 1000;
    await send({ kind: 'done', seconds, peakBytes: peakMemory() });
  } finally {
    await pool.release();
    close();
  }
}

async function sendReference(readOut: ReadOut, { length }: ChunkPlan, send: Send): Promise<void> {
  const pieces = await readOut.bins([], { start: 0, end: length });
  if (pieces) await send({ kind: 'tracks', pieces });
}

interface TaskContext {
  readonly reference: ReferenceRun;
  readonly pool: ScanPool;
  readonly readOut: ReadOut;
  readonly memory: number;
  readonly send: Send;
}

async function runTasks(
  { tasks, tolerance }: PerturbationJob,
  { reference, pool, readOut, memory, send }: TaskContext,
): Promise<void> {
  const { network } = reference;
  const estimator = new PerturbationProgressEstimator(tasks.length, network.layers.length);
  // Neighbours share what has to be computed again of the reference run.
  const order = [...tasks.keys()].sort(
    (a, b) => defined(defined(tasks[a]).edits[0]).start - defined(defined(tasks[b]).edits[0]).start,
  );
  let maxBytes = 0;
  for (let done = 0, batchSize = 1; done < order.length;) {
    const group = order.slice(done, done + batchSize);
    const runsOf = group.map((task) =>
      [...reference.embedding.strands.keys()].map(
        (strand) => new PerturbedRun(reference, strand, defined(tasks[task]).edits, tolerance),
      ),
    );
    await runPerturbed(network, runsOf.flat(), pool, (scansDone, scans) => {
      const progress = estimator.step(done, group.length, scansDone / scans);
      void send({ kind: 'progress', progress });
    });
    for (const [i, task] of group.entries()) {
      const runs = defined(runsOf[i]);
      const window = readOut.changed(runs);
      await send({
        kind: 'perturbation',
        task,
        window,
        ...(await resultOf(defined(tasks[task]), runs, readOut)),
      });
    }
    done += group.length;
    for (const runs of runsOf) {
      maxBytes = Math.max(maxBytes, 4 * runs.reduce((sum, { size }) => sum + size, 0));
    }
    const fitting = Math.max(1, Math.floor((memory * perturbedShare) / maxBytes));
    batchSize = Math.min(2 * batchSize, fitting, maxBatchSize);
  }
}

async function resultOf(task: PerturbationTask, runs: readonly PerturbedRun[], readOut: ReadOut) {
  const bins = task.tracks ? await readOut.bins(runs, readOut.changed(runs)) : undefined;
  if (task.distributions === undefined) return { bins };
  const before = await readOut.distributions([], task.distributions.before);
  const after = await readOut.distributions(runs, task.distributions.after);
  return { bins, distributions: { before, after } };
}

/** Most that the states at all borders may take, bytes. */
const borderBudget = 256e6;

/**
 * Tokens a chunk: a window grows by whole chunks, so small ones compute less, as far as the states
 * at their borders fit the budget.
 */
function choosePerturbationChunk({ layers, strands }: Network, length: number): number {
  let floats = 0;
  for (const { streamed } of layers) {
    for (const { states } of streamed) {
      for (const { shape } of states) floats += shape.reduce((a, b) => a * b, strands);
    }
  }
  const borders = borderBudget / (4 * floats);
  return 2 ** Math.min(13, Math.max(11, Math.ceil(Math.log2(length / borders))));
}
