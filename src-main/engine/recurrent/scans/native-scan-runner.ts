import { defined } from '../../../contract/index.ts';
import type { DirectionalScan, Network, StagedScan } from '../../../model/index.ts';
import type {
  NativeModule,
  RunnerDirection,
  RunnerLayerScan,
  RunnerTaskThreads,
} from '../../../native/index.ts';
import { createNorm, createParameters, type KernelContext } from '../../kernel/index.ts';
import type { StageSeconds } from '../../jobs/index.ts';
import type {
  ChainRunner,
  ChainStep,
  ChainTraits,
  ScanStep,
  States,
  StateWeights,
} from '../scan-runner.ts';
import type { SharedGraph, SharedGraphs } from './shared-graphs.ts';

export interface NativeContext extends Omit<KernelContext, 'kernel' | 'scratch'> {
  readonly native: NativeModule;
  /** What is open, of all scans. */
  readonly opened: SharedGraphs;
  /** On which chains are computed; on those that Node lends where absent. */
  readonly taskThreads?: RunnerTaskThreads | undefined;
  /** Hears how long the steps of a scan have taken, when it is released. */
  readonly onSeconds?: ((seconds: StageSeconds) => void) | undefined;
}

/** As many tokens as it takes through the products at a time, of all chains; see `layer-scan.cpp`. */
const fullStep = 1024;

/**
 * A directional scan by the native runner: a chunk of it is one call, in which graphs and kernel take
 * turns block by block. Where a chunk is the whole sequence, both directions are in that call.
 */
export class NativeScanRunner implements ChainRunner {
  readonly #context: NativeContext;
  readonly #scan: RunnerLayerScan;
  readonly #graphs: readonly SharedGraph[];
  /** In the order in which a chunk's call takes them. */
  readonly #stateNames: readonly string[];
  /** See `StagedScan`. */
  readonly #readout: StagedScan['readout'];
  readonly #sharedProjection: number;
  /** Seconds by stage that were taken before. */
  #told: readonly number[] = [];

  private constructor(
    context: NativeContext,
    scan: RunnerLayerScan,
    graphs: readonly SharedGraph[],
    stateNames: readonly string[],
    { readout, sharedProjection }: LayerReading,
  ) {
    this.#context = context;
    this.#scan = scan;
    this.#graphs = graphs;
    this.#stateNames = stateNames;
    this.#readout = readout;
    this.#sharedProjection = sharedProjection;
  }

  static async open(
    network: Network,
    layer: number,
    scan: DirectionalScan,
    context: NativeContext,
  ): Promise<NativeScanRunner> {
    const { streamed } = defined(network.layers[layer]);
    const scans = scan.direction === 'both' ? streamed : [scan];
    const stages = scans.map((one) => network.stagedScan(layer, one));
    const graphs = await openGraphs(layer, scans, stages, context);
    const directions = scans.map((one, i) =>
      createDirection(network, one, defined(stages[i]), defined(graphs[i]), context),
    );
    const { readout, sharesInputProjection, inputProjectionWidth } = defined(stages.at(-1));
    const lends = sharesInputProjection && streamed.length > 1 && scan.direction !== 'both';
    const { native, session } = context;
    const layerScan = native.createLayerScan(directions, sharesInputProjection, session.threads);
    const names = scans.flatMap(({ states }) => states.map(({ name }) => name));
    return new NativeScanRunner(context, layerScan, graphs.flatMap(all), names, {
      readout,
      sharedProjection: lends ? inputProjectionWidth : 0,
    });
  }

  async run(step: ScanStep): Promise<States> {
    // Those that came in belong to whoever gave them.
    const states = this.#stateNames.map((name) => defined(step.states[name]).slice());
    const { batch, tokens, first, residual, forwardPartial, into, projected, known } = step;
    await this.#context.native.runLayerScan(
      ...([this.#scan, batch, tokens, first, residual, forwardPartial, states, into] as const),
      ...([known ?? projected, known !== undefined] as const),
    );
    return Object.fromEntries(this.#stateNames.map((name, i) => [name, defined(states[i])]));
  }

  async runChains(step: ChainStep): Promise<States> {
    const { chains, residual, forwardPartial, into, projected, known = [], threads = 0 } = step;
    const take = step.take ?? ((length: number) => new Float32Array(length));
    const tokens = chains.flatMap(({ blocks }) => blocks);
    const entering = this.#stateNames.map((name) => defined(step.states[name]));
    const left = entering.map(({ length }) => take((length / chains.length) * tokens.length));
    await this.#context.native.runChains(
      ...([this.#scan, tokens, chains.map(({ blocks }) => blocks.length)] as const),
      ...([
        chains.map(({ first }) => first),
        residual,
        forwardPartial,
        entering,
        left,
        into,
        projected,
        known,
        threads,
        this.#context.taskThreads,
      ] as const),
    );
    return Object.fromEntries(this.#stateNames.map((name, i) => [name, defined(left[i])]));
  }

  chainTraits(): ChainTraits {
    const queues = this.#context.taskThreads !== undefined;
    return { sharedProjection: this.#sharedProjection, fullStep, queues };
  }

  observe(): void {
    this.#context.native.observeLayerScan(this.#scan);
  }

  stateWeights(): StateWeights | undefined {
    const [gates, states] = this.#context.native.layerScanReading(this.#scan);
    const readout = this.#readout?.();
    if (readout === undefined || gates.length !== readout.length) return undefined;
    // Nothing was run.
    if (gates.includes(0)) return undefined;
    return { channels: gates.map((gate, c) => gate * readout[c]!), states };
  }

  /** Ends the chunk that is on its way: its run rejects. */
  end(): void {
    this.#context.native.endLayerScan(this.#scan);
  }

  takeSeconds(): StageSeconds {
    const seconds = this.#context.native.layerScanSeconds(this.#scan);
    const since = seconds.map((all, i) => all - (this.#told[i] ?? 0)) as typeof seconds;
    this.#told = seconds;
    const [inputProjection, conv, select, recurrence, outputProjection] = since;
    return { inputProjection, conv, select, recurrence, outputProjection };
  }

  async release(): Promise<void> {
    this.#context.onSeconds?.(this.takeSeconds());
    for (const graph of this.#graphs) await graph.release();
  }
}

interface LayerReading {
  /** See `StagedScan`. */
  readonly readout: StagedScan['readout'];
  /** See `ChainTraits`. */
  readonly sharedProjection: number;
}

interface Graphs {
  readonly inputProjection: SharedGraph;
  readonly select: SharedGraph | undefined;
  readonly outputProjection: SharedGraph | undefined;
}

function all({ inputProjection, select, outputProjection }: Graphs): SharedGraph[] {
  return [inputProjection, select, outputProjection].filter((graph) => graph !== undefined);
}

/** Those of some scans of a layer, opened side by side; where one of them fails, none. */
async function openGraphs(
  layer: number,
  scans: readonly DirectionalScan[],
  stages: readonly StagedScan[],
  { graphs, opened }: NativeContext,
): Promise<Graphs[]> {
  const opening: Promise<SharedGraph>[] = [];
  const open = async (stage: string, compile: () => Uint8Array) =>
    opened.take(graphs.stage(layer, stage, compile));
  const start = (stage: string, compile: () => Uint8Array) => {
    const graph = open(stage, compile);
    opening.push(graph);
    return graph;
  };
  const started = scans.map(({ direction }, i) => {
    const { sharesInputProjection, inputProjection, select, outputProjection } = defined(stages[i]);
    return {
      inputProjection: start(
        sharesInputProjection ? 'enter' : `enter-${direction}`,
        inputProjection,
      ),
      select: select && start(`select-${direction}`, select),
      outputProjection: outputProjection && start(`leave-${direction}`, outputProjection),
    };
  });
  const settled = await Promise.allSettled(opening);
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed) {
    for (const one of settled) if (one.status === 'fulfilled') await one.value.release();
    throw failed.reason;
  }
  return Promise.all(
    started.map(async ({ inputProjection, select, outputProjection }) => ({
      inputProjection: await inputProjection,
      select: await select,
      outputProjection: await outputProjection,
    })),
  );
}

function createDirection(
  { d, forwardPartialWidth }: Network,
  { direction, writes, readsForwardPartial }: DirectionalScan,
  staged: StagedScan,
  { inputProjection, select, outputProjection }: Graphs,
  { native }: NativeContext,
): RunnerDirection {
  const { recurrence, inputProjectionWidth, selectWidth, readsResidual, readsNormed } = staged;
  const parameters = createParameters(native, recurrence);
  return native.createDirection(
    createNorm(native, staged),
    inputProjection.graph,
    select?.graph,
    outputProjection?.graph,
    parameters.conv,
    parameters.kind,
    parameters.recurrence,
    direction === 'reverse',
    readsForwardPartial,
    readsResidual,
    readsNormed ?? false,
    [
      d,
      forwardPartialWidth,
      writes === 'partial' ? forwardPartialWidth : d,
      inputProjectionWidth,
      selectWidth,
    ],
  );
}
