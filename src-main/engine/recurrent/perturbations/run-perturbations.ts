import { defined } from '../../../contract/index.ts';
import type { Network } from '../../../model/index.ts';
import { type KeptNetwork, openHead, openScans } from '../scans/index.ts';
import { type Checkpoint, openCheckpoint } from '../tensors/index.ts';
import type { GraphRunner } from '../graph-runner.ts';
import { cappedNote, runSettings } from '../run-pass.ts';
import {
  type Send,
  PerturbationProgressEstimator,
  WindowMeans,
  type PerturbationJob,
  type PerturbationTask,
  type PerturbationWork,
} from '../../jobs/index.ts';
import { allowedMemory, peakMemory, resetPeakMemory } from '../../memory/index.ts';
import { PassProgressEstimator } from '../pass-progress-estimator.ts';
import { ResultBuffers } from './buffer-pool.ts';
import { maxLanes } from './lanes.ts';
import { planPerturbations } from '../../perturbation-plan/index.ts';
import { ReferenceRun } from './reference-run.ts';
import { Mirror } from './mirror.ts';
import { PerturbedRun } from './perturbed-run.ts';
import { ReadOut } from './read-out.ts';
import { runPerturbed } from './run-perturbed.ts';
import { ScanPool } from './scan-pool.ts';

/** Most edited sequences in step: beyond, results come late. */
const maxBatchSize = 32;

/** How many times as much as those that are done the next ones may take. */
const unlike = 2;

/** Reads the interval once, then only what each task changes of it. */
export async function runPerturbations(
  kept: KeptNetwork,
  asked: PerturbationJob,
  tell: Send,
): Promise<void> {
  const began = performance.now();
  resetPeakMemory();
  const open = await kept.open(asked, tell);
  const { network, trackHeads, chosen } = open;
  const mirror = asked.reading?.strand === 'reverse' ? new Mirror(asked, trackHeads) : undefined;
  const job = mirror?.job ?? asked;
  const send: Send = mirror ? (reply) => tell(mirror.reply(reply)) : tell;
  // Its runners keep account of how states are read, of this job alone.
  const settings = { ...open.settings, kept: undefined };
  const { provider } = chosen;
  const onNote = (note: string) => send({ kind: 'note', note });
  const scans = await openScans(network, { ...settings, onNote });
  const pool = new ScanPool(network, job.threads, (layer, scan) => scans.open(layer, scan));
  let checkpoint: Checkpoint | undefined;
  let work: PerturbationWork;
  try {
    const { length } = job.tokens;
    const { block, chunk, scratch } = job;
    const order = inOrder(job.tasks);
    const spill = scratch === undefined ? 'never' : (job.spill ?? 'auto');
    const edits = order.flatMap((task) => defined(job.tasks[task]).edits);
    const planned = { length, provider, block, chunk, spill, edits };
    const plan = planPerturbations(network, planned, allowedMemory(job.memory));
    const { grid, resident } = plan;
    const { chunks } = grid;
    checkpoint =
      scratch !== undefined && resident < chunks.count
        ? openCheckpoint(scratch, network, chunks, resident)
        : undefined;
    const begun = {
      provider,
      device: chosen.device,
      notes: [...chosen.notes, ...cappedNote(job, chunks, provider)],
      scan: scans.report,
      chunk: chunks.size,
      chunks: chunks.count,
      spilledBytes: plan.spilledBytes,
      settings: runSettings(chunks, job, scans.report, chosen),
    };
    await send({ kind: 'begun', ...begun, resumedScans: 0 });

    const beforeReading = processorSeconds();
    const reference = new ReferenceRun(network, grid, job.tokens, {
      ...{ pool, origin: job.start, kept: plan.kept, resident, checkpoint },
      ...{ room: plan.slabBytes, mirroredFrom: mirror && asked.start },
    });
    const estimator = new PassProgressEstimator(network.layers.length);
    estimator.start();
    await reference.run(
      (step) => void send({ kind: 'progress', progress: estimator.layerStep(step) }),
    );

    const { tokens, likelihoodWindow } = job;
    const means = likelihoodWindow && new WindowMeans(length, likelihoodWindow);
    const unchanged = await withHead(network, settings, async (head) =>
      new ReadOut(reference, head, trackHeads).unchanged(means ? { tokens, means } : undefined),
    );
    if (means) {
      await send({ kind: 'window-likelihoods', means: Float32Array.from(means.means()) });
    }
    if (unchanged) await send({ kind: 'tracks', pieces: unchanged });
    const beforeChanges = processorSeconds();
    const { perturbedBytes, mostBytes } = plan;
    const { fullStep, queues } = await pool.chainTraits();
    // Beside those that compute, of one the values are compared; where steps queue, some more wait for their turn.
    const beside = queues ? 4 : 1;
    const most = provider === 'cpu' ? Math.min(job.threads, maxLanes) + beside : 1;
    const workers = Math.min(most, order.length);
    // Threads of its own would wait for work where others compute.
    const threads = workers > 1 ? 1 : settings.threads;
    await withHead(network, { ...settings, threads }, async (head) => {
      const readOut = new ReadOut(reference, head, trackHeads, unchanged);
      const room = { perturbedBytes, mostBytes };
      await runTasks(job, order, { reference, pool, readOut, ...room, workers, fullStep, send });
    });
    work = {
      ...{ tokens: length, readingSeconds: beforeChanges - beforeReading },
      ...{ changes: order.length, changesSeconds: processorSeconds() - beforeChanges },
    };
  } finally {
    await pool.release();
    // It is of no use to another job, nor to this one after a failure.
    await checkpoint?.discard();
  }
  const seconds = (performance.now() - began - open.waited) / 1000;
  await send({ kind: 'done', seconds, peakBytes: peakMemory(), work });
}

/** Of all threads of this process. */
function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** With the network's head, as long as that is used. */
async function withHead<Result>(
  network: Network,
  settings: Parameters<typeof openHead>[1],
  use: (head: GraphRunner) => Promise<Result>,
): Promise<Result> {
  const head = await openHead(network, settings);
  try {
    return await use(head);
  } finally {
    await head.release();
  }
}

/** Neighbours share what is at hand of the reference run. */
function inOrder(tasks: readonly PerturbationTask[]): number[] {
  const start = (task: number) => defined(defined(tasks[task]).edits[0]).start;
  return [...tasks.keys()].sort((a, b) => start(a) - start(b));
}

interface TaskContext {
  readonly reference: ReferenceRun;
  readonly pool: ScanPool;
  readonly readOut: ReadOut;
  /** Bytes that edited sequences side by side may take. */
  readonly perturbedBytes: number;
  /** Bytes that one of them takes at the most. */
  readonly mostBytes: number;
  /** Groups of tasks side by side. */
  readonly workers: number;
  /** See `ChainTraits`. */
  readonly fullStep: number;
  readonly send: Send;
}

async function runTasks(
  { tasks, tolerance }: PerturbationJob,
  order: readonly number[],
  { reference, pool, readOut, perturbedBytes, mostBytes, workers, fullStep, send }: TaskContext,
): Promise<void> {
  const { network, slabs } = reference;
  const estimator = new PerturbationProgressEstimator(tasks.length, network.layers.length);
  let taken = 0;
  let batchSize = 1;
  let maxBytes = 0;
  const tolerances = { tolerance, states: await reference.tolerance(tolerance) };
  const runGroup = async (group: readonly number[]) => {
    const user = { layer: 0 };
    const buffers = new ResultBuffers(pool.buffers, perturbedBytes / workers);
    const progress = estimator.begin(group.length);
    slabs.enter(user);
    pool.lanes.enter();
    let step: number;
    try {
      const runsOf = group.map((task) =>
        [...reference.embedding.strands.keys()].map(
          (strand) => new PerturbedRun(reference, strand, defined(tasks[task]).edits, tolerances),
        ),
      );
      const onScan = (done: number, of: number) =>
        void send({ kind: 'progress', progress: progress.step(done / of) });
      step = await runPerturbed(network, runsOf.flat(), pool, { user, buffers }, onScan);
      for (const [i, task] of group.entries()) {
        const runs = defined(runsOf[i]);
        const window = readOut.changed(runs);
        const result = await resultOf(defined(tasks[task]), runs, readOut);
        await send({ kind: 'perturbation', task, window, ...result });
      }
      await send({ kind: 'progress', progress: progress.end() });
    } finally {
      slabs.leave(user);
      pool.lanes.leave();
      buffers.giveBack();
    }
    maxBytes = Math.max(maxBytes, (unlike * buffers.peakBytes) / group.length);
    endFirst();
    const fitting = Math.max(1, Math.floor(perturbedBytes / workers / maxBytes));
    const wanted = step < fullStep ? 2 * batchSize : batchSize;
    batchSize = Math.min(wanted, fitting, maxBatchSize);
  };
  const runNext = (most: number) => {
    const group = order.slice(taken, taken + most);
    taken += group.length;
    return runGroup(group);
  };
  // What one takes is known when the first is done: until then no more of them than there is room for in any case.
  let endFirst = () => {};
  const firstEnds = new Promise<void>((resolve) => (endFirst = resolve));
  const work = async (number: number) => {
    if ((number + 1) * mostBytes > perturbedBytes && number > 0) await firstEnds;
    // Groups at different layers would take each other's slabs where there is room for one only.
    const hasRoom = () => !slabs.isTight && (number + 1) * maxBytes <= perturbedBytes;
    while (taken < order.length && (number === 0 || hasRoom())) {
      // The last ones are shared out.
      const share = Math.ceil((order.length - taken) / workers);
      await runNext(Math.min(batchSize, share));
    }
  };
  // None is left at work on what is closed after this.
  const works = Array.from({ length: workers }, (_, number) =>
    work(number).catch((error: unknown) => {
      taken = order.length;
      endFirst();
      throw error;
    }),
  );
  const ended = await Promise.allSettled(works);
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}

async function resultOf(task: PerturbationTask, runs: readonly PerturbedRun[], readOut: ReadOut) {
  const bins = task.tracks ? await readOut.bins(runs) : undefined;
  if (task.distributions === undefined) return { bins };
  const before = await readOut.distributions([], task.distributions.before);
  const after = await readOut.distributions(runs, task.distributions.after);
  return { bins, distributions: { before, after } };
}
