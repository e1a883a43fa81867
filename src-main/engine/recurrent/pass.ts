import { defined, type Direction } from '../../contract/index.ts';
import type { LayerPlan, Network, DirectionalScan } from '../../model/index.ts';
import type { ChunkPlan } from '../../sequence/index.ts';
import {
  KeptProjections,
  type Checkpoint,
  type PassTensors,
  type Position,
} from './tensors/index.ts';
import { LayerScans } from './layer-scans.ts';
import { layerNotFinite } from './not-finite.ts';
import { findFault, findInEach } from './scan-fault.ts';
import { zeroStates, type States, type ScanRunner, type ScanStep } from './scan-runner.ts';

/** A step that has just been done. Layer, scan and chunk count from 0. */
export interface StepDone {
  readonly layer: number;
  /** Scan within the layer, over all strands. */
  readonly scan: number;
  readonly scans: number;
  readonly direction: Direction;
  /** Chunks of this scan that are done. */
  readonly chunksDone: number;
  readonly chunks: number;
}

/** A directional scan of the pass: which one of its layer's, of which strand. */
export interface StrandScan {
  readonly layer: number;
  readonly strand: number;
  /** Among the scans of one strand. */
  readonly scan: number;
}

export interface PassContext {
  /** Contig coordinate of a token of the first strand, 0-based. */
  baseOf(token: number): number;
  openScan(layer: number, scan: DirectionalScan): Promise<ScanRunner>;
  readonly checkpoint?: Checkpoint | undefined;
  /** A scan is open and about to run. */
  onOpened?(): void;
  onStep(step: StepDone): void;
  /** Runs chunk `k` in place of the runner alone. */
  runChunk?(runner: ScanRunner, step: ScanStep, place: StrandScan, k: number): Promise<States>;
  /** Bytes that may be taken to keep input projections from one scan of a layer to the next; none without. */
  readonly keptBytes?: number | undefined;
  /** The scans of a layer are opened while the one before computes; of the first one layer, when they are wanted. */
  readonly opensAhead?: boolean | undefined;
  /** True where one chunk, too, is scanned in one direction after the other. */
  readonly alwaysStreamed?: boolean | undefined;
}

/** The scans of a layer: one that does it all where one chunk holds a whole sequence. */
export function scansOf(
  layer: LayerPlan,
  { isSingleChunk }: ChunkPlan,
): readonly DirectionalScan[] {
  return isSingleChunk ? [layer.singleChunk] : layer.streamed;
}

/**
 * The exact pass: layer by layer, within a layer strand by strand, and within a strand scan by scan
 * over all chunks, each carrying its states from chunk to chunk, anew in each window. The residuals hold the embedding, or
 * what a checkpoint before `from` left, and in the end the last layer's output. Strands take turns,
 * for then one partial serves them all. arXiv 2504.06304, section 3.
 *
 * Error: `not-finite` where a layer gives NaN or infinity.
 */
export async function runLayers(
  network: Network,
  tensors: PassTensors,
  from: Position,
  context: PassContext,
): Promise<void> {
  const { plan } = defined(tensors.residuals[0]);
  const kept = new KeptProjections(plan, context.keptBytes ?? 0);
  const scansAt = (layer: number) => {
    const own = defined(network.layers[layer]);
    return context.alwaysStreamed ? own.streamed : scansOf(own, plan);
  };
  const scansOfLayer = (layer: number) => new LayerScans((scan) => context.openScan(layer, scan));
  const aheadOf = (layer: number) =>
    context.opensAhead && layer + 1 < network.layers.length
      ? scansOfLayer(layer + 1).openAhead(scansAt(layer + 1))
      : undefined;
  let ahead: LayerScans | undefined;
  try {
    for (let layer = from.layer; layer < network.layers.length; layer++) {
      const scans = scansAt(layer);
      const count = scans.length * network.strands;
      const open = ahead ?? scansOfLayer(layer);
      ahead = undefined;
      try {
        const start = layer === from.layer ? from.scan : 0;
        for (let s = start; s < count; s++) {
          const place = {
            layer,
            strand: Math.floor(s / scans.length),
            scan: s % scans.length,
          };
          const scan = defined(scans[place.scan]);
          const runner = await open.get(scan);
          if (s < start + scans.length) context.onOpened?.();
          ahead ??= aheadOf(layer);
          await runScan(tensors, { network, runner, scan, place, kept }, context, (chunksDone) => {
            const { direction } = scan;
            const { count: chunks } = plan;
            context.onStep({ layer, scan: s, scans: count, direction, chunksDone, chunks });
          });
          const next = s + 1 === count ? { layer: layer + 1, scan: 0 } : { layer, scan: s + 1 };
          await context.checkpoint?.commit(next);
        }
      } finally {
        await open.release();
      }
    }
  } finally {
    await ahead?.release();
  }
}

interface OpenScan {
  readonly network: Network;
  readonly runner: ScanRunner;
  readonly scan: DirectionalScan;
  readonly place: StrandScan;
  readonly kept: KeptProjections;
}

async function runScan(
  { residuals, forwardPartial }: PassTensors,
  open: OpenScan,
  context: PassContext,
  onChunk: (chunksDone: number) => void,
): Promise<void> {
  const { runner, scan, place, kept } = open;
  const { checkpoint } = context;
  const residual = defined(residuals[place.strand]);
  const { plan } = residual;
  const writesForwardPartial = scan.writes === 'partial';
  const target = writesForwardPartial ? forwardPartial : residual;
  await checkpoint?.begin(
    writesForwardPartial ? 'partial' : { residual: place.strand },
    target.width,
  );
  const chunkAt = (done: number) => (scan.direction === 'reverse' ? plan.count - 1 - done : done);
  const shared = runner.chainTraits?.().sharedProjection ?? 0;
  let states = zeroStates(scan.states);
  for (let done = 0; done < plan.count; done++) {
    const k = chunkAt(done);
    const first = scan.direction === 'reverse' ? plan.endsWindow(k) : plan.startsWindow(k);
    if (first) states = zeroStates(scan.states);
    const values = await residual.load(k);
    const added = scan.readsForwardPartial ? await forwardPartial.load(k) : undefined;
    residual.prefetch(chunkAt(done + 1));
    if (scan.readsForwardPartial) forwardPartial.prefetch(chunkAt(done + 1));
    const into = target.successor(k);
    const step = {
      batch: 1,
      tokens: plan.tokens(k),
      residual: values,
      forwardPartial: added,
      states,
      first,
      into,
      projected: writesForwardPartial ? kept.room(k, shared) : undefined,
      known: writesForwardPartial ? undefined : kept.take(k, shared),
    };
    states = await (context.runChunk?.(runner, step, place, k) ?? runner.run(step));
    if (step.projected) kept.keep(k);
    await expectFinite(open, step, states, { plan, k, context });
    await target.replace(k, checkpoint?.write(k, into));
    onChunk(done + 1);
  }
}

async function expectFinite(
  { network, scan, place }: OpenScan,
  step: ScanStep,
  left: States,
  {
    plan,
    k,
    context,
  }: { readonly plan: ChunkPlan; readonly k: number; readonly context: PassContext },
): Promise<void> {
  const { layer, strand } = place;
  const thorough = layer === network.layers.length - 1 && scan.writes === 'residual';
  const found = findFault(scan, step, left, { thorough });
  if (found === undefined) return;
  const oneWay =
    scan.direction === 'both'
      ? await findInEach(network, layer, step, (at, one) => context.openScan(at, one))
      : undefined;
  const { direction } = oneWay?.scan ?? scan;
  const fault = oneWay?.fault ?? found;
  const { start } = plan.range(k);
  const token = start + fault.token;
  const { start: mirrored } = plan.mirrored(k, { start: token, end: token + 1 });
  const base = context.baseOf(strand === 0 ? token : mirrored);
  throw layerNotFinite(network, fault, { layer, strand, direction, base });
}
