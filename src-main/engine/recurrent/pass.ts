import type { Direction } from '../../contract/index.ts';
import type { LayerPlan, Network, Sweep } from '../../model/index.ts';
import type { ChunkPlan } from '../../sequence/index.ts';
import type { Checkpoint, Position } from './checkpoint.ts';
import { layerNotFinite } from './not-finite.ts';
import type { PassTensors } from './pass-tensors.ts';
import { findFault, findInEach } from './sweep-fault.ts';
import { zeroStates, type States, type SweepRunner, type SweepStep } from './sweep-runner.ts';

/** A step that has just been done. Layer, sweep and chunk count from 0. */
export interface StepDone {
  readonly layer: number;
  /** Sweep within the layer, over all strands. */
  readonly sweep: number;
  readonly sweeps: number;
  readonly direction: Direction;
  /** Chunks of this sweep that are done. */
  readonly chunksDone: number;
  readonly chunks: number;
}

/** A sweep of the pass: which one of its layer's, of which strand. */
export interface StrandSweep {
  readonly layer: number;
  readonly strand: number;
  /** Among the sweeps of one strand. */
  readonly sweep: number;
}

export interface PassTools {
  /** Contig coordinate of the first token, 0-based. */
  readonly origin: number;
  openSweep(layer: number, sweep: Sweep): Promise<SweepRunner>;
  readonly checkpoint?: Checkpoint | undefined;
  onStep(step: StepDone): void;
  /** Before a layer runs: the residuals hold what enters it. */
  onLayer?(layer: number): void;
  /** The states with which a sweep enters chunk `k`. */
  onStates?(place: StrandSweep, k: number, states: States): void;
}

/** The sweeps of a layer: one that does it all where one chunk holds a whole sequence. */
export function sweepsOf(layer: LayerPlan, { count, separate }: ChunkPlan): readonly Sweep[] {
  return count === 1 || separate ? [layer.whole] : layer.chunked;
}

/**
 * The exact pass: layer by layer, within a layer strand by strand, and within a strand sweep by sweep
 * over all chunks, each carrying its states from chunk to chunk. The residuals hold the embedding, or
 * what a checkpoint before `from` left, and in the end the last layer's output. Strands take turns,
 * for then one partial serves them all. arXiv 2504.06304, section 3.
 *
 * Error: `not-finite` where a layer gives NaN or infinity.
 */
export async function runLayers(
  network: Network,
  tensors: PassTensors,
  from: Position,
  tools: PassTools,
): Promise<void> {
  const { plan } = tensors.residuals[0]!;
  for (let layer = from.layer; layer < network.layers.length; layer++) {
    const sweeps = sweepsOf(network.layers[layer]!, plan);
    const count = sweeps.length * network.strands;
    const runners = new Map<Sweep, SweepRunner>();
    tools.onLayer?.(layer);
    try {
      for (let s = layer === from.layer ? from.sweep : 0; s < count; s++) {
        const place = {
          layer,
          strand: Math.floor(s / sweeps.length),
          sweep: s % sweeps.length,
        };
        const sweep = sweeps[place.sweep]!;
        const runner = runners.get(sweep) ?? (await tools.openSweep(layer, sweep));
        runners.set(sweep, runner);
        await runSweep(tensors, { network, runner, sweep, place }, tools, (chunksDone) => {
          const { direction } = sweep;
          const { count: chunks } = plan;
          tools.onStep({ layer, sweep: s, sweeps: count, direction, chunksDone, chunks });
        });
        const next = s + 1 === count ? { layer: layer + 1, sweep: 0 } : { layer, sweep: s + 1 };
        await tools.checkpoint?.commit(next);
      }
    } finally {
      // Gives back the memory that the runtime keeps for a graph's intermediate values.
      for (const runner of runners.values()) await runner.release();
    }
  }
}

interface OpenSweep {
  readonly network: Network;
  readonly runner: SweepRunner;
  readonly sweep: Sweep;
  readonly place: StrandSweep;
}

async function runSweep(
  { residuals, partial }: PassTensors,
  open: OpenSweep,
  tools: PassTools,
  onChunk: (chunksDone: number) => void,
): Promise<void> {
  const { runner, sweep, place } = open;
  const { checkpoint } = tools;
  const residual = residuals[place.strand]!;
  const { plan } = residual;
  const writesPartial = sweep.writes === 'partial';
  const target = writesPartial ? partial : residual;
  await checkpoint?.begin(writesPartial ? 'partial' : { residual: place.strand }, target.width);
  const chunkAt = (done: number) => (sweep.direction === 'reverse' ? plan.count - 1 - done : done);
  let states = zeroStates(sweep.states);
  for (let done = 0; done < plan.count; done++) {
    const k = chunkAt(done);
    if (plan.separate) states = zeroStates(sweep.states);
    tools.onStates?.(place, k, states);
    const values = await residual.load(k);
    const added = sweep.readsPartial ? await partial.load(k) : undefined;
    residual.prefetch(chunkAt(done + 1));
    if (sweep.readsPartial) partial.prefetch(chunkAt(done + 1));
    const into = target.successor(k);
    const step = {
      batch: 1,
      tokens: plan.tokens(k),
      residual: values,
      partial: added,
      states,
      first: done === 0 || plan.separate,
      into,
    };
    states = await runner.run(step);
    await expectFinite(open, step, states, { plan, k, tools });
    await target.replace(k, checkpoint?.write(k, into));
    onChunk(done + 1);
  }
}

async function expectFinite(
  { network, sweep, place }: OpenSweep,
  step: SweepStep,
  left: States,
  { plan, k, tools }: { readonly plan: ChunkPlan; readonly k: number; readonly tools: PassTools },
): Promise<void> {
  const { layer, strand } = place;
  const thorough = layer === network.layers.length - 1 && sweep.writes === 'residual';
  const found = findFault(sweep, step, left, { thorough });
  if (found === undefined) return;
  const oneWay =
    sweep.direction === 'both'
      ? await findInEach(network, layer, step, (at, one) => tools.openSweep(at, one))
      : undefined;
  const { direction } = oneWay?.sweep ?? sweep;
  const fault = oneWay?.fault ?? found;
  const { start, end } = plan.range(k);
  // The second strand reads the reverse complement, of each chunk by itself where they are separate.
  const mirrored = plan.separate ? end - 1 - fault.token : plan.length - 1 - (start + fault.token);
  const base = tools.origin + (strand === 0 ? start + fault.token : mirrored);
  throw layerNotFinite(network, fault, { layer, strand, direction, base });
}
