import { defined } from '../../../contract/index.ts';
import type { DirectionalScan, Network, StagedScan } from '../../../model/index.ts';
import { RunnerSession } from '../../../model/session/index.ts';
import type {
  NativeModule,
  RunnerDirection,
  RunnerLayerScan,
  RunnerTaskThreads,
} from '../../../native/index.ts';
import { createParameters, type KernelContext } from '../../kernel/index.ts';
import type { StageSeconds } from '../../jobs/index.ts';
import type {
  ChainRunner,
  ChainStep,
  ChainTraits,
  ScanStep,
  States,
  StateWeights,
} from '../scan-runner.ts';

export interface NativeContext extends Omit<KernelContext, 'kernel' | 'scratch'> {
  readonly native: NativeModule;
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
  readonly #sessions: readonly RunnerSession[];
  /** In the order in which a chunk's call takes them. */
  readonly #stateNames: readonly string[];
  /** See `StagedScan`. */
  readonly #readout: Float32Array | undefined;
  readonly #sharedProjection: number;
  /** Seconds by stage that were taken before. */
  #told: readonly number[] = [];

  private constructor(
    context: NativeContext,
    scan: RunnerLayerScan,
    sessions: readonly RunnerSession[],
    stateNames: readonly string[],
    { readout, sharedProjection }: LayerReading,
  ) {
    this.#context = context;
    this.#scan = scan;
    this.#sessions = sessions;
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
    const sessions: RunnerSession[] = [];
    const directions: RunnerDirection[] = [];
    let shared: RunnerSession | undefined;
    let shares = false;
    let reading: LayerReading = { readout: undefined, sharedProjection: 0 };
    for (const one of scans) {
      const staged = network.stagedScan(layer, one);
      shares = staged.sharesInputProjection;
      const isShared = shares && streamed.length > 1 && scan.direction !== 'both';
      reading = {
        readout: staged.readout,
        sharedProjection: isShared ? staged.inputProjectionWidth : 0,
      };
      const graphs = await openGraphs(layer, one, staged, shares ? shared : undefined, context);
      shared = graphs.inputProjection;
      sessions.push(graphs.inputProjection);
      if (graphs.select) sessions.push(graphs.select);
      if (graphs.outputProjection) sessions.push(graphs.outputProjection);
      directions.push(createDirection(network, one, staged, graphs, context));
    }
    const { native, session } = context;
    const layerScan = native.createLayerScan(directions, shares, session.threads);
    const names = scans.flatMap(({ states }) => states.map(({ name }) => name));
    return new NativeScanRunner(context, layerScan, [...new Set(sessions)], names, reading);
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
    const readout = this.#readout;
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
    for (const session of this.#sessions) await session.release();
  }
}

interface LayerReading {
  /** See `StagedScan`. */
  readonly readout: Float32Array | undefined;
  /** See `ChainTraits`. */
  readonly sharedProjection: number;
}

interface Graphs {
  readonly inputProjection: RunnerSession;
  readonly select: RunnerSession | undefined;
  readonly outputProjection: RunnerSession | undefined;
}

/** `shared`: the input projection of the other direction, where this one has the same. */
async function openGraphs(
  layer: number,
  { direction }: DirectionalScan,
  staged: StagedScan,
  shared: RunnerSession | undefined,
  { native, graphs, session }: NativeContext,
): Promise<Graphs> {
  // The rows of a block are cut among the kernel's threads; each computes its own by itself.
  const options = { ...session, threads: 1 };
  const open = (stage: string, compile: () => Uint8Array) =>
    RunnerSession.open(native, graphs.stage(layer, stage, compile), options);
  const entering = staged.sharesInputProjection ? 'enter' : `enter-${direction}`;
  const { select, outputProjection: leaving } = staged;
  return {
    inputProjection: shared ?? (await open(entering, staged.inputProjection)),
    select: select && (await open(`select-${direction}`, select)),
    outputProjection: leaving && (await open(`leave-${direction}`, leaving)),
  };
}

function createDirection(
  { d, forwardPartialWidth }: Network,
  { direction, writes, readsForwardPartial }: DirectionalScan,
  { recurrence, inputProjectionWidth, selectWidth, readsResidual }: StagedScan,
  { inputProjection, select, outputProjection }: Graphs,
  { native }: NativeContext,
): RunnerDirection {
  const parameters = createParameters(native, recurrence);
  return native.createDirection(
    inputProjection.graph,
    select?.graph,
    outputProjection?.graph,
    parameters.conv,
    parameters.kind,
    parameters.recurrence,
    direction === 'reverse',
    readsForwardPartial,
    readsResidual,
    [
      d,
      forwardPartialWidth,
      writes === 'partial' ? forwardPartialWidth : d,
      inputProjectionWidth,
      selectWidth,
    ],
  );
}
