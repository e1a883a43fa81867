import { defined, type Provider, type ScanReport } from '../../contract/index.ts';
import { Traffic } from '../../model/index.ts';
import { keepsTensors, openDevice } from '../../model/session/index.ts';
import { ChunkPlan } from '../../sequence/index.ts';
import {
  type ChosenScan,
  isByRunner,
  type KeptNetwork,
  type OpenForJob,
  openScans,
} from './scans/index.ts';
import {
  type Checkpoint,
  type ChunkedTensor,
  Embedding,
  openCheckpoint,
  openForwardCheckpoint,
  openPassTensors,
} from './tensors/index.ts';
import type { HeadSource, StageContext } from './heads/index.ts';
import type { Send, PassBegun, PassJob } from '../jobs/index.ts';
import {
  allowedMemory,
  chooseRunnerChunk,
  keptBytes,
  mayOpenAhead,
  passChunk,
  peakMemory,
  planMemory,
  resetPeakMemory,
  spilledBytes,
} from '../memory/index.ts';
import type { ChosenProvider } from '../provider/index.ts';

import { PassProgressEstimator } from './pass-progress-estimator.ts';
import { PassClock } from './pass-clock.ts';
import { runLayers, scansOf } from './pass.ts';
import { planDevice, runForwardOnHost, runResident } from './device/index.ts';
import { noteOf, type TooLarge } from './too-large.ts';
import { openHostForward } from './host-forward.ts';
import { runHeads, sendHeads } from './run-heads.ts';

/** A network that is open for jobs. */
type OpenForJobs = Pick<KeptNetwork, 'open' | 'expect'>;

/**
 * Runs one pass of a network in this process, from tokens to what the heads say of them. `open`: how devices
 * are opened; in another way in tests.
 */
export async function runPass(
  kept: OpenForJobs,
  job: PassJob,
  send: Send,
  open = openDevice,
): Promise<void> {
  const asked = performance.now();
  resetPeakMemory();
  const opened = await kept.open(job, send);
  let attempt: Attempt = { opened, began: asked + opened.waited, open };
  for (;;) {
    const tooLarge = await tryPass(kept, job, attempt, send);
    if (tooLarge === undefined) return;
    const { chunk, secondsBefore } = tooLarge;
    await send({ kind: 'note', note: noteOf(tooLarge, opened.chosen, job) });
    attempt = { ...attempt, most: Math.floor(chunk / 2), secondsBefore };
  }
}

interface Attempt {
  readonly opened: OpenForJob;
  /** On the clock of `performance`. */
  readonly began: number;
  readonly open: typeof openDevice;
  /** Most tokens a chunk on a device: it did not hold more. */
  readonly most?: number | undefined;
  /** What earlier processes took. */
  readonly secondsBefore?: number | undefined;
}

/** Runs the pass; undefined unless a device did not hold its chunks. */
async function tryPass(
  kept: OpenForJobs,
  job: PassJob,
  { opened, began, open, most, secondsBefore }: Attempt,
  send: Send,
): Promise<TooLarge | undefined> {
  const { network, trackHeads, chosen, settings, layerBytes } = opened;
  const { provider } = chosen;
  const memory = allowedMemory(job.memory);
  const { length } = job.tokens;
  const { window } = job;
  const keeps = provider !== 'cpu' && (await keepsTensors(provider));
  const asked = { length, window, chunk: job.chunk, most };
  const onDevice = keeps ? planDevice(network, asked, chosen.memoryBytes) : undefined;
  const wanted = onDevice?.chunk ?? job.chunk;
  const traffic = provider === 'cpu' ? undefined : new Traffic();
  const clock = new PassClock();
  const scans = await openScans(network, {
    ...{ ...settings, traffic, onSeconds: clock.addStages },
    onNote: (note) => send({ kind: 'note', note }),
  });
  const folder = job.checkpoint ?? job.scratch;
  const spill = folder === undefined ? 'never' : (job.spill ?? 'auto');
  const atOnce = passChunk(network, { length, window, chunk: wanted, provider, spill }, memory);
  const isFree = wanted === undefined && window === undefined;
  const chunk =
    isFree && isByRunner(scans.report)
      ? chooseRunnerChunk(network, { length, spill }, memory)
      : atOnce;
  const planned = { length, chunk, window, atOnce };
  const resident = planMemory(network, planned, memory, spill);
  const plan = new ChunkPlan(length, chunk, window);
  const isSpilled = resident < plan.count;
  const checkpoint =
    folder !== undefined && (isSpilled || job.checkpoint !== undefined)
      ? openCheckpoint(
          folder,
          network,
          plan,
          job.checkpoint === undefined ? resident : 0,
          () => settings.place.provider,
        )
      : undefined;
  const forwardCheckpoint = openForwardCheckpoint(network, job, () => settings.place.provider);
  const before = () =>
    secondsBefore ??
    Math.max(checkpoint?.secondsBefore ?? 0, forwardCheckpoint?.secondsBefore ?? 0);
  try {
    await forwardCheckpoint?.resume();
    const opening = { scan: scans.report, tokens: plan.size, threads: job.threads, memory };
    await kept.expect({ ...opening, isBrief: plan.isSingleChunk });
    const context = {
      network,
      ...settings,
      estimator: new PassProgressEstimator(network.layers.length),
      send,
      traffic,
    };
    const begun = {
      provider,
      device: chosen.device,
      notes: [...(most ? [] : chosen.notes), ...cappedNote(job, plan, provider)],
      scan: scans.report,
      chunk: plan.size,
      chunks: plan.count,
      spilledBytes: spilledBytes(network, planned, resident),
      settings: runSettings(plan, job, scans.report, chosen),
    };
    const forward = {
      ...{ job, plan, begun, context, forwardCheckpoint },
      openOnHost: () => openHostForward(scans, context),
      sendHeads: (source: HeadSource) => sendHeads(job, source, trackHeads, context),
    };
    const own = job.checkpoint === undefined ? undefined : checkpoint;
    const end = onDevice && (await runResident({ ...forward, checkpoint: own, open }));
    if (end === 'full' || end === 'ran-out') {
      return { chunk: plan.size, isLate: end === 'ran-out', secondsBefore: before() };
    }
    // What a device that failed has kept by then counts, too.
    if (end === 'failed') await forwardCheckpoint?.resume();
    if (end !== 'done' && forwardCheckpoint?.tokens) {
      const here = { ...begun, provider: settings.place.provider };
      await clock.time('layers', () => runForwardOnHost({ ...forward, begun: here }));
    } else if (end !== 'done') {
      // Graphs that are cut among the runtime's own threads wait for the one that another graph's opening has taken.
      const opensAhead = isByRunner(scans.report) && mayOpenAhead(layerBytes, memory);
      const kept = keptBytes(network, planned, memory);
      const held = { checkpoint, resident, keptBytes: kept, opensAhead };
      const own = { ...begun, provider: settings.place.provider };
      const residuals = await clock.time('layers', () =>
        layers(job, plan, own, held, { ...context, scans }),
      );
      await clock.time('heads', () => runHeads(job, residuals, trackHeads, context));
    }
    await forwardCheckpoint?.close();
    await checkpoint?.discard();
    const seconds = before() + (performance.now() - began) / 1000;
    await send({ kind: 'done', seconds, peakBytes: peakMemory(), spent: clock.seconds, traffic });
    return undefined;
  } finally {
    await forwardCheckpoint?.close();
    await checkpoint?.close();
  }
}

/** How a run is computed, as it is kept with it. */
export function runSettings(
  { size }: ChunkPlan,
  { threads }: Pick<PassJob, 'threads'>,
  { scan }: ScanReport,
  { device }: ChosenProvider,
): PassBegun['settings'] {
  return { chunk: size, threads, scan, ...(device === undefined ? {} : { device }) };
}

/** A chunk that was asked for and is too large for a GPU is not made smaller in silence. */
export function cappedNote(
  { chunk }: Pick<PassJob, 'chunk'>,
  { size, length, window = length }: ChunkPlan,
  provider: Provider,
): string[] {
  if (chunk === undefined || provider === 'cpu' || size >= Math.min(chunk, length, window))
    return [];
  const [most, asked] = [size, chunk].map((n) => n.toLocaleString('en-US'));
  return [`reading in chunks of ${most} bp, not ${asked}: a GPU takes no more in one call`];
}

async function layers(
  job: PassJob,
  plan: ChunkPlan,
  begun: Omit<PassBegun, 'resumedScans' | 'computedBefore'>,
  held: {
    readonly checkpoint: Checkpoint | undefined;
    readonly resident: number;
    readonly keptBytes: number;
    readonly opensAhead: boolean;
  },
  { network, scans, estimator, send }: StageContext & { readonly scans: ChosenScan },
): Promise<readonly ChunkedTensor[]> {
  const { checkpoint, keptBytes, opensAhead } = held;
  const widths = { residual: network.d, partial: network.forwardPartialWidth };
  const from = (await checkpoint?.resume(widths)) ?? { layer: 0, scan: 0 };
  const embedding = new Embedding(network, plan, job.tokens);
  const tensors = await openPassTensors(network, plan, { ...held, embedding });
  const scansPerLayer = network.strands * scansOf(defined(network.layers[0]), plan).length;
  const resumedScans = from.layer * scansPerLayer + from.scan;
  const { computedBefore } = checkpoint ?? {};
  await send({ kind: 'begun', ...begun, resumedScans, computedBefore });

  await runLayers(network, tensors, from, {
    baseOf: (token) => job.start + token,
    openScan: (layer, scan) => scans.open(layer, scan),
    onOpened: () => estimator.start(),
    checkpoint,
    keptBytes,
    opensAhead,
    onStep: (step) => void send({ kind: 'progress', progress: estimator.layerStep(step) }),
  });
  return tensors.residuals;
}
