import { defined } from '../../../contract/index.ts';
import {
  embeddingGraph,
  type Device,
  type DeviceTensor,
  type DirectionalScan,
  type GraphCache,
  type HostTensor,
  type Network,
  type ScanGraphOptions,
} from '../../../model/index.ts';
import type { ChunkPlan } from '../../../sequence/index.ts';
import { scansOf, type StepDone } from '../pass.ts';
import { marksOf, zeroStates } from '../scan-runner.ts';
import { releaseSession } from './release-session.ts';
import { Arrivals } from './arrivals.ts';

/** A tensor on its way into a graph: the first layer may read it from the host. */
type Tensor = HostTensor | DeviceTensor;

/** What a pass over a device's resident tensors works with. */
export interface ResidentPass {
  readonly network: Network;
  readonly device: Device;
  readonly graphs: GraphCache;
  readonly plan: ChunkPlan;
  /** Token ids, by strand, each in its own order. */
  readonly strands: readonly Uint8Array[];
  /** How each scan's graph is built. */
  readonly options: ScanGraphOptions;
}

/** Where the layers start and what is done between them. */
export interface ResidentSteps {
  readonly layer: number;
  /** Residual `[strands, t, d]` of chunk `k` as it enters that layer, if it is not the embedding. */
  readonly saved?: ((k: number) => Promise<HostTensor>) | undefined;
  /** Hears of chunks that are computed, not of what waits in the device's queue. */
  readonly onStep: (step: StepDone) => void;
  /** Milliseconds after which it is looked at how far the device is. */
  readonly every?: number | undefined;
  /** After a layer, with the residuals `[strands, t, d]` by chunk. */
  readonly onLayer?:
    ((layersDone: number, residuals: readonly DeviceTensor[]) => Promise<void>) | undefined;
}

/**
 * The layers of a pass whose tensors stay on the device: a residual a chunk, `[strands, t, d]`, a
 * partial likewise, and the states, from chunk to chunk and from layer to layer. The strands are a
 * batch. Gives the last layer's residuals, which the caller disposes of.
 */
export async function residentLayers(
  pass: ResidentPass,
  steps: ResidentSteps,
): Promise<DeviceTensor[]> {
  const { network, device, plan } = pass;
  const tensors = new ResidentTensors(plan.count);
  try {
    await embed(pass, steps, tensors);
    for (let layer = steps.layer; layer < network.layers.length; layer++) {
      const scans = scansOf(defined(network.layers[layer]), plan);
      for (const [index, scan] of scans.entries()) {
        const arrivals = new Arrivals(device, scan, steps.every);
        await runScan(pass, { layer, scan }, { tensors, arrivals }, (chunksDone) => {
          const { direction } = scan;
          const { count: chunks } = plan;
          steps.onStep({
            ...{ layer, scan: index, scans: scans.length },
            ...{ direction, chunksDone, chunks },
          });
        });
      }
      await steps.onLayer?.(layer + 1, tensors.residuals());
    }
    return tensors.take();
  } finally {
    tensors.dispose();
  }
}

/** Brings the first layer's residuals onto the device. */
async function embed(
  { network, device, plan, strands }: ResidentPass,
  { saved }: ResidentSteps,
  tensors: ResidentTensors,
): Promise<void> {
  if (saved) {
    for (let k = 0; k < plan.count; k++) tensors.set('residual', k, await saved(k));
    return;
  }
  const session = await device.open(embeddingGraph(network), ['residual']);
  try {
    for (let k = 0; k < plan.count; k++) {
      const { start, end } = plan.range(k);
      const ids = new Int32Array(strands.length * (end - start));
      for (const [s, tokens] of strands.entries()) {
        ids.set(tokens.subarray(start, end), s * (end - start));
      }
      const dims = [strands.length, end - start];
      const { device: outputs } = await session.run({ ids: { data: ids, dims } }, ['residual']);
      tensors.set('residual', k, defined(outputs['residual']));
    }
  } finally {
    await releaseSession(session);
  }
}

async function runScan(
  { network, device, graphs, plan, options }: ResidentPass,
  { layer, scan }: { readonly layer: number; readonly scan: DirectionalScan },
  { tensors, arrivals }: { readonly tensors: ResidentTensors; readonly arrivals: Arrivals },
  onChunks: (chunksDone: number) => void,
): Promise<void> {
  const nexts = scan.states.map(({ name }) => `${name}_next`);
  const resident = ['layer_output', ...nexts];
  const session = await device.open(graphs.scan(network, layer, scan, options), resident);
  const states = new ResidentStates(scan, network.strands);
  try {
    for (let done = 0; done < plan.count; done++) {
      const k = scan.direction === 'reverse' ? plan.count - 1 - done : done;
      const first = scan.direction === 'reverse' ? plan.endsWindow(k) : plan.startsWindow(k);
      if (first) states.reset();
      const outputs = await session.run(
        {
          residual: tensors.get('residual', k),
          ...(scan.readsForwardPartial ? { partial: tensors.get('partial', k) } : {}),
          ...states.current,
          ...marksOf(scan, { batch: network.strands, tokens: plan.tokens(k), first }),
        },
        resident,
      );
      states.take(outputs.device);
      tensors.set(scan.writes, k, defined(outputs.device['layer_output']));
      if (scan.readsForwardPartial) tensors.drop('partial', k);
      const isLast = done === plan.count - 1;
      if (await arrivals.areHome(outputs.device, isLast)) onChunks(done + 1);
    }
  } finally {
    states.reset();
    await releaseSession(session);
  }
}

/** The states of a scan between two chunks; zero at its start. */
class ResidentStates {
  readonly #scan: DirectionalScan;
  readonly #zero: Readonly<Record<string, HostTensor>>;
  #held: readonly DeviceTensor[] = [];
  current: Readonly<Record<string, Tensor>>;

  constructor(scan: DirectionalScan, batch: number) {
    this.#scan = scan;
    const zero = zeroStates(scan.states);
    this.#zero = Object.fromEntries(
      scan.states.map(({ name, shape }) => {
        const data = new Float32Array(batch * defined(zero[name]).length);
        return [name, { data, dims: [batch, ...shape] }];
      }),
    );
    this.current = this.#zero;
  }

  reset(): void {
    for (const tensor of this.#held) tensor.dispose();
    this.#held = [];
    this.current = this.#zero;
  }

  take(outputs: Readonly<Record<string, DeviceTensor>>): void {
    this.reset();
    const entries = this.#scan.states.map(
      ({ name }) => [name, defined(outputs[`${name}_next`])] as const,
    );
    this.#held = entries.map(([, tensor]) => tensor);
    this.current = Object.fromEntries(entries);
  }
}

/** Residuals and partials by chunk; each is disposed of when another takes its place. */
class ResidentTensors {
  readonly #tensors: Record<'residual' | 'partial', (Tensor | undefined)[]>;

  constructor(chunks: number) {
    const none = () => Array.from({ length: chunks }, () => undefined);
    this.#tensors = { residual: none(), partial: none() };
  }

  get(name: 'residual' | 'partial', k: number): Tensor {
    return defined(this.#tensors[name][k]);
  }

  set(name: 'residual' | 'partial', k: number, tensor: Tensor): void {
    this.drop(name, k);
    this.#tensors[name][k] = tensor;
  }

  drop(name: 'residual' | 'partial', k: number): void {
    const tensor = this.#tensors[name][k];
    if (tensor && isOnDevice(tensor)) tensor.dispose();
    this.#tensors[name][k] = undefined;
  }

  /** Of all chunks, once a layer has run. */
  residuals(): DeviceTensor[] {
    return this.#tensors.residual.map((tensor) => {
      if (tensor === undefined || !isOnDevice(tensor)) throw new Error('No layer has run yet.');
      return tensor;
    });
  }

  /** As `residuals`, which then belong to the caller. */
  take(): DeviceTensor[] {
    const residuals = this.residuals();
    this.#tensors.residual.fill(undefined);
    return residuals;
  }

  dispose(): void {
    for (const k of this.#tensors.residual.keys()) {
      this.drop('residual', k);
      this.drop('partial', k);
    }
  }
}

function isOnDevice(tensor: Tensor): tensor is DeviceTensor {
  return 'dispose' in tensor;
}
