import { defined, isDiskFull, isMegabaseError } from '../../../contract/index.ts';
import { readsForward, type Device } from '../../../model/index.ts';
import type { openDevice } from '../../../model/session/index.ts';
import { type Checkpoint, Embedding } from '../tensors/index.ts';
import { asDeviceFull, DeviceFull } from './device-full.ts';
import { LayerCheckpoints } from './layer-checkpoints.ts';
import { residentHead } from './resident-head.ts';
import { residentLayers } from './resident-layers.ts';
import { runForward, type ForwardJob } from './run-forward.ts';
import { residentSettings, targetOf } from './resident-settings.ts';
import { choosePieces } from './scan-pieces.ts';

/** A pass that is to keep its tensors on the device. */
export interface ResidentJob extends ForwardJob {
  readonly checkpoint: Checkpoint | undefined;
  readonly open: typeof openDevice;
}

/**
 * How it ended. `declined`: nothing was done, for what an earlier attempt left is in the middle of a
 * layer. `full`: the device did not hold it, from the first layer on. `ran-out`: nor later, as where another program
 * took memory. `failed`: the device did. The checkpoint, if there is one, is where to go on from.
 */
type ResidentEnd = 'done' | 'declined' | 'full' | 'ran-out' | 'failed';

/**
 * Runs a pass, layers and heads, with its tensors on the device. A device that fails, or gives numbers
 * that are none, is no reason for the pass to fail: the CPU is to have its say.
 */
export async function runResident(resident: ResidentJob): Promise<ResidentEnd> {
  const { network, place, estimator, threads } = resident.context;
  const device = await resident.open({ provider: place.provider, threads });
  try {
    if (!readsForward(network)) return (await runLayerwise(resident, device)) ? 'done' : 'declined';
    await runForward(resident, device);
    return 'done';
  } catch (error) {
    if (error instanceof DeviceFull) return error.isLate ? 'ran-out' : 'full';
    if (isMegabaseError(error) && error.code !== 'not-finite') throw error;
    // Of the disk that checkpoints lie on.
    if (isDiskFull(error)) throw error;
    place.fail(error);
    estimator.forget();
    return 'failed';
  } finally {
    await device.close().catch(() => undefined);
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
  const pieces = choosePieces(network, { batch: strands, tokens: plan.size }, context.width);
  const options = { pieces, target: targetOf(device) };
  const embedding = new Embedding(network, plan, job.tokens);
  const pass = { network, device, graphs, plan, strands: embedding.strands, options };
  const saved = checkpoint && new LayerCheckpoints(pass, checkpoint);
  const scansPerLayer = strands * defined(network.layers[0]).streamed.length;
  const resumedScans = from.layer * scansPerLayer;
  const { computedBefore } = checkpoint ?? {};
  await send({ kind: 'begun', ...residentSettings(begun, pieces), resumedScans, computedBefore });
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
