import type { Device, DeviceSession } from '../../../model/index.ts';
import type { ChunkPlan } from '../../../sequence/index.ts';
import type { PassBegun, PassJob } from '../../jobs/index.ts';
import type { HeadSource, StageContext } from '../heads/index.ts';
import type { ForwardCheckpoint } from '../tensors/index.ts';
import { asDeviceFull, isDeviceFull } from './device-full.ts';
import { minDeviceTokens } from './device-plan.ts';
import { forwardPass, residentStates, type ForwardSession, type Reopened } from './forward-pass.ts';
import { residentSettings, targetOf } from './resident-settings.ts';
import { choosePieces } from './scan-pieces.ts';

/** A pass of a network that reads forward, all layers of a chunk at once. */
export interface ForwardJob {
  readonly job: Pick<PassJob, 'tokens'>;
  readonly plan: ChunkPlan;
  readonly begun: Omit<PassBegun, 'resumedScans'>;
  /** As `resume` has left it. */
  readonly forwardCheckpoint: ForwardCheckpoint | undefined;
  readonly context: StageContext;
  /** Opens the network where the job computes once the device has failed. */
  readonly openOnHost: () => Promise<DeviceSession>;
  /** Sends what the head says, chunk by chunk, to the job's owner. */
  readonly sendHeads: (source: HeadSource) => Promise<void>;
}

/** Runs it on a device. Errors: `DeviceFull`, and what the device says where it does not open the graph. */
export async function runForward(forward: ForwardJob, device: Device): Promise<void> {
  const { plan, begun, context, openOnHost } = forward;
  const { network, graphs, place, width, estimator, send } = context;
  const target = targetOf(device);
  const openFor = async (tokens: number) => {
    const pieces = choosePieces(network, { batch: 1, tokens }, width);
    const session = await device.open(graphs.chunk(network, { pieces, target }), residentStates);
    return { session, pieces };
  };
  const { session, pieces } = await openFor(plan.size).catch((error: unknown) => {
    throw asDeviceFull(error);
  });
  const inSmaller = async (tokens: number): Promise<Reopened | undefined> => {
    const most = Math.floor(tokens / 2);
    if (most < minDeviceTokens) return undefined;
    // Where not even the graph opens, the device's word on the call that failed is what counts.
    const smaller = await openFor(most).catch(() => undefined);
    if (smaller === undefined) return undefined;
    const chunk = most.toLocaleString('en-US');
    const note = `${device.provider} ran out of memory in the middle of the pass: it goes on with at most ${chunk} bp a call.`;
    await send({ kind: 'note', note });
    return { session: smaller.session, most, isLast: false };
  };
  const onFailure: ForwardSession['onFailure'] = async (error, { tokens, isFirst }) => {
    if (isDeviceFull(error)) {
      if (isFirst) throw asDeviceFull(error);
      const smaller = await inSmaller(tokens);
      if (smaller) return smaller;
    }
    place.fail(error);
    estimator.forget();
    return { session: await openOnHost(), most: plan.size, isLast: true };
  };
  try {
    const settled = { ...forward, begun: residentSettings(begun, pieces) };
    await sendForward(settled, { session, onFailure });
  } finally {
    context.traffic?.add(device.traffic);
  }
}

/** Goes on from its checkpoint where the job computes, of which no device keeps tensors. */
export async function runForwardOnHost(forward: ForwardJob): Promise<void> {
  const onFailure = (error: unknown): never => {
    throw error;
  };
  await sendForward(forward, { session: await forward.openOnHost(), onFailure });
}

async function sendForward(
  { job, plan, begun, forwardCheckpoint: checkpoint, context, sendHeads }: ForwardJob,
  session: ForwardSession,
): Promise<void> {
  const { network, send } = context;
  const { tokens = 0, computedBefore } = checkpoint ?? {};
  const resumedScans = tokens < plan.length ? plan.chunkOf(tokens) : plan.count;
  const unit = { resumedUnit: 'chunk', spilledBytes: 0 } as const;
  await send({ kind: 'begun', ...begun, ...unit, resumedScans, computedBefore });
  const source = { plan, tokens: job.tokens, checkpoint };
  await sendHeads({
    plan,
    isWholePass: true,
    chunks: (wants) => forwardPass(network, source, session, wants),
  });
}
