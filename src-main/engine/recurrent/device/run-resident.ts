import { defined, isMegabaseError } from '../../../contract/index.ts';
import { readsForward, type Device, type ScanGraphOptions } from '../../../model/index.ts';
import type { openDevice } from '../../../model/session/index.ts';
import type { ChunkPlan } from '../../../sequence/index.ts';
import type { PassBegun, PassJob } from '../../jobs/index.ts';
import { type Checkpoint, Embedding } from '../tensors/index.ts';
import type { HeadSource, StageContext } from '../heads/index.ts';
import { isDeviceFull } from './device-full.ts';
import { LayerCheckpoints } from './layer-checkpoints.ts';
import { forwardPass, residentStates, type ForwardSession, type Reopened } from './forward-pass.ts';
import { minDeviceTokens } from './device-plan.ts';
import { residentHead } from './resident-head.ts';
import { residentLayers } from './resident-layers.ts';
import { choosePieces } from './scan-pieces.ts';

/** A pass that is to keep its tensors on the device. */
export interface ResidentJob {
  readonly job: Pick<PassJob, 'tokens' | 'provider'>;
  readonly plan: ChunkPlan;
  readonly begun: Omit<PassBegun, 'resumedScans'>;
  readonly checkpoint: Checkpoint | undefined;
  readonly context: StageContext;
  readonly open: typeof openDevice;
  /** Sends what the head says, chunk by chunk, to the job's owner. */
  readonly sendHeads: (source: HeadSource) => Promise<void>;
}

/**
 * How it ended. `declined`: nothing was done, for what an earlier attempt left is in the middle of a
 * layer. `full`: the device did not hold it, from the first layer on. `ran-out`: nor later, as where another program
 * took memory. `failed`: the device did. The checkpoint, if there is one, is where to go on from.
 */
type ResidentEnd = 'done' | 'declined' | 'full' | 'ran-out' | 'failed';

/** The device did not hold what it was given. */
class DeviceFull extends Error {
  readonly isLate: boolean;

  /** `isLate`: it had done some of it. */
  constructor(message: string, isLate: boolean) {
    super(message);
    this.isLate = isLate;
  }
}

/**
 * Runs a pass, layers and heads, with its tensors on the device. A device that fails, or gives numbers
 * that are none, is no reason for the pass to fail: the CPU is to have its say.
 */
export async function runResident(resident: ResidentJob): Promise<ResidentEnd> {
  const { network, place, estimator, threads } = resident.context;
  const device = await resident.open({ provider: place.provider, threads });
  try {
    const run = readsForward(network) ? runForward : runLayerwise;
    return (await run(resident, device)) ? 'done' : 'declined';
  } catch (error) {
    if (error instanceof DeviceFull) return error.isLate ? 'ran-out' : 'full';
    if (isMegabaseError(error) && error.code !== 'not-finite') throw error;
    place.fail(error);
    estimator.forget();
    return 'failed';
  } finally {
    await device.close().catch(() => undefined);
  }
}

async function runForward(
  { job, plan, begun, context, open, sendHeads }: ResidentJob,
  device: Device,
): Promise<boolean> {
  const { network, graphs, place, estimator, threads, send } = context;
  const pieces = choosePieces(network, { batch: 1, tokens: plan.size });
  const target = targetOf(device);
  const graph = graphs.chunk(network, { pieces, target });
  const opened = await device.open(graph, residentStates).catch((error: unknown) => {
    throw asDeviceFull(error);
  });
  await send({ kind: 'begun', ...settled(begun, pieces), resumedScans: 0 });
  const cpu: Device[] = [];
  const inSmaller = async (tokens: number): Promise<Reopened | undefined> => {
    const most = Math.floor(tokens / 2);
    if (most < minDeviceTokens) return undefined;
    try {
      const own = { pieces: choosePieces(network, { batch: 1, tokens: most }), target };
      const session = await device.open(graphs.chunk(network, own), residentStates);
      const chunk = most.toLocaleString('en-US');
      const note = `${device.provider} ran out of memory in the middle of the pass: it goes on with at most ${chunk} bp a call.`;
      await send({ kind: 'note', note });
      return { session, most, isLast: false };
    } catch {
      // Not even the graph: its word on the call that failed is what counts.
      return undefined;
    }
  };
  const onFailure: ForwardSession['onFailure'] = async (error, { k, tokens }) => {
    if (isDeviceFull(error)) {
      if (k === 0) throw asDeviceFull(error);
      const smaller = await inSmaller(tokens);
      if (smaller) return smaller;
    }
    place.fail(error);
    estimator.forget();
    const next = await open({ provider: 'cpu', threads });
    cpu.push(next);
    const session = await next.open(graphs.chunk(network), residentStates);
    return { session, most: plan.size, isLast: true };
  };
  try {
    await sendHeads({
      plan,
      isWholePass: true,
      chunks: (wants) =>
        forwardPass(network, { plan, tokens: job.tokens }, { session: opened, onFailure }, wants),
    });
    return true;
  } finally {
    for (const one of cpu) await one.close();
    context.traffic?.add(device.traffic);
  }
}

async function runLayerwise(
  { job, plan, begun, checkpoint, context, sendHeads }: ResidentJob,
  device: Device,
): Promise<boolean> {
  const { network, graphs, estimator, send } = context;
  const widths = { residual: network.d, partial: network.forwardPartialWidth };
  const from = (await checkpoint?.resume(widths)) ?? { layer: 0, scan: 0 };
  if (from.scan !== 0) return false;
  const { strands } = network;
  const pieces = choosePieces(network, { batch: strands, tokens: plan.size });
  const options = { pieces, target: targetOf(device) };
  const embedding = new Embedding(network, plan, job.tokens);
  const pass = { network, device, graphs, plan, strands: embedding.strands, options };
  const saved = checkpoint && new LayerCheckpoints(pass, checkpoint);
  const scansPerLayer = strands * defined(network.layers[0]).streamed.length;
  const resumedScans = from.layer * scansPerLayer;
  const { computedBefore } = checkpoint ?? {};
  await send({ kind: 'begun', ...settled(begun, pieces), resumedScans, computedBefore });
  estimator.start();
  let layersDone = from.layer;
  const residuals = await residentLayers(pass, {
    layer: from.layer,
    saved: from.layer > 0 && saved ? (k) => saved.read(k) : undefined,
    onStep: (step) => void send({ kind: 'progress', progress: estimator.layerStep(step) }),
    async onLayer(done, tensors) {
      layersDone = done;
      await saved?.offer(done, tensors);
    },
  }).catch((error: unknown) => {
    throw asDeviceFull(error, layersDone > 0);
  });
  try {
    await sendHeads({ plan, chunks: (wants) => residentHead(pass, residuals, wants) });
    return true;
  } catch (error) {
    throw asDeviceFull(error, true);
  } finally {
    for (const tensor of residuals) tensor.dispose();
    context.traffic?.add(device.traffic);
  }
}

/** The error as `DeviceFull`, if it is for want of memory. */
function asDeviceFull(error: unknown, isLate = false): unknown {
  return isDeviceFull(error) ? new DeviceFull(String(error), isLate) : error;
}

function settled(
  begun: Omit<PassBegun, 'resumedScans'>,
  pieces: number,
): Omit<PassBegun, 'resumedScans'> {
  return {
    ...begun,
    scan: { scan: 'operators', detail: `tensors stay on ${begun.provider}` },
    spilledBytes: 0,
    settings: { ...begun.settings, resident: true, pieces },
  };
}

function targetOf({ provider }: Device): ScanGraphOptions['target'] {
  return provider === 'cpu' ? 'cpu' : 'gpu';
}
