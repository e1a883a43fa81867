import { defined } from '../../../contract/index.ts';
import type { DirectionalScan, Network } from '../../../model/index.ts';
import { BufferPool, type ResultBuffers } from './buffer-pool.ts';
import { Lanes } from './lanes.ts';
import type {
  ChainRunner,
  ChainStep,
  ChainTraits,
  ScanRunner,
  States,
  StateWeights,
} from '../scan-runner.ts';

/** Blocks of one sequence that follow each other, on their way through a directional scan. */
export interface ChainItem {
  /** Tokens of each block, in the order of the sequence. */
  readonly blocks: readonly number[];
  /** By block, `[t, d]`. */
  readonly residuals: readonly Float32Array[];
  /** By block, `[t, forwardPartialWidth]`; absent where the scan reads none. */
  readonly forwardPartials: readonly Float32Array[] | undefined;
  /** By block: what the layer's other scan has left of the input projection. */
  readonly projections: readonly (Float32Array | undefined)[];
  /** With which the chain is entered. */
  readonly states: States;
  /** True where it holds the token at which that direction starts. */
  readonly first: boolean;
}

/** Result of a directional scan for one chain. */
export interface ChainItemResult {
  /** By block. */
  readonly layerOutputs: readonly Float32Array[];
  /** By block, where the layer's other scan can take it: the input projection. */
  readonly projections: readonly Float32Array[] | undefined;
  /** What a block leaves, by its index. */
  readonly states: (block: number) => States;
}

/** Most rows in one call: others wait for it. */
const maxCallRows = 4096;

/** The scans of a network, opened once, for many short computations in any order. */
export class ScanPool {
  readonly #network: Network;
  readonly #open: (layer: number, scan: DirectionalScan) => Promise<ChainRunner>;
  readonly buffers = new BufferPool();
  /** Threads are shared by who computes at a time. */
  readonly lanes: Lanes;
  readonly #runners = new Map<string, Promise<ChainRunner>>();

  constructor(
    network: Network,
    threads: number,
    open: (layer: number, scan: DirectionalScan) => Promise<ChainRunner>,
  ) {
    this.#network = network;
    this.lanes = new Lanes(threads);
    this.#open = open;
  }

  /** The runner of a directional scan; whoever releases it leaves it open for the next. */
  async borrow(layer: number, scan: DirectionalScan): Promise<ScanRunner> {
    const runner = await this.#runner(layer, scan);
    return { run: (step) => runner.run(step), release: () => Promise.resolve() };
  }

  /** Runs chains through one directional scan, side by side. Results in the items' order. */
  async run(
    layer: number,
    scan: DirectionalScan,
    items: readonly ChainItem[],
    buffers: ResultBuffers,
  ): Promise<ChainItemResult[]> {
    const runner = await this.#runner(layer, scan);
    const results: ChainItemResult[] = [];
    for (let from = 0; from < items.length;) {
      let to = from;
      for (let rows = 0; to < items.length; to++) {
        rows += defined(items[to]).blocks.reduce((sum, tokens) => sum + tokens, 0);
        if (to > from && rows > maxCallRows) break;
      }
      results.push(...(await this.#call(runner, scan, items.slice(from, to), buffers)));
      from = to;
    }
    return results;
  }

  /** As `ChainRunner`. */
  async runChains(layer: number, scan: DirectionalScan, step: ChainStep): Promise<States> {
    const runner = await this.#runner(layer, scan);
    return this.#inLane(runner, step);
  }

  /** As its runners go along chains. */
  async chainTraits(): Promise<ChainTraits> {
    const [scan] = defined(this.#network.layers[0]).streamed;
    return (await this.#runner(0, defined(scan))).chainTraits();
  }

  /** How states count, by all that was run; see `StateWeights`. */
  async stateWeights(layer: number, scan: DirectionalScan): Promise<StateWeights | undefined> {
    return (await this.#runner(layer, scan)).stateWeights();
  }

  async release(): Promise<void> {
    for (const runner of this.#runners.values()) await (await runner).release();
    this.#runners.clear();
  }

  async #call(
    runner: ChainRunner,
    scan: DirectionalScan,
    items: readonly ChainItem[],
    buffers: ResultBuffers,
  ): Promise<ChainItemResult[]> {
    const width = this.#widthOf(scan);
    const names = scan.states.map(({ name }) => name);
    const blocks = items.flatMap((item) => item.blocks);
    const rows = blocks.reduce((sum, tokens) => sum + tokens, 0);
    const into = buffers.take(scan.writes, rows * width);
    const isFirst = scan.writes === 'partial';
    const shared = isFirst ? runner.chainTraits().sharedProjection : 0;
    const isLent = shared > 0 && buffers.canSpare(rows * shared);
    const projected = isLent ? buffers.take('projection', rows * shared) : undefined;
    const known = isFirst ? undefined : items.flatMap(({ projections }) => projections);
    const states: Record<string, Float32Array> = {};
    for (const name of names) {
      const parts = items.map((item) => defined(item.states[name]));
      states[name] = this.buffers.take(parts.length * defined(parts[0]).length);
      join(parts, states[name]);
    }
    const take = (length: number) => buffers.take('states', length);
    const residual = items.flatMap(({ residuals }) => residuals);
    const forwardPartial = scan.readsForwardPartial
      ? items.flatMap(({ forwardPartials }) => defined(forwardPartials))
      : undefined;
    const step = { chains: items, residual, forwardPartial, states, into, projected, known, take };
    const left = await this.#inLane(runner, step);
    for (const values of Object.values(states)) this.buffers.giveBack(values);
    const outputs = blocksOf(into, blocks, width);
    const projections = projected && blocksOf(projected, blocks, shared);
    let block = 0;
    return items.map((item) => {
      const from = block;
      block += item.blocks.length;
      return {
        layerOutputs: outputs.slice(from, block),
        projections: projections?.slice(from, block),
        states: (i) => statesOf(left, from + i, blocks.length),
      };
    });
  }

  #inLane(runner: ChainRunner, step: ChainStep): Promise<States> {
    const { queues } = runner.chainTraits();
    return this.lanes.run((threads) => runner.runChains({ ...step, threads }), { queues });
  }

  #widthOf({ writes }: DirectionalScan): number {
    return writes === 'partial' ? this.#network.forwardPartialWidth : this.#network.d;
  }

  #runner(layer: number, scan: DirectionalScan): Promise<ChainRunner> {
    const key = `${layer} ${scan.direction}`;
    const known = this.#runners.get(key);
    if (known) return known;
    const opened = this.#open(layer, scan).then((runner) => {
      runner.observe();
      return runner;
    });
    this.#runners.set(key, opened);
    return opened;
  }
}

/** Values `[rows, width]` by block. */
function blocksOf(
  values: Float32Array,
  blocks: readonly number[],
  width: number,
): readonly Float32Array[] {
  let row = 0;
  return blocks.map((tokens) => values.subarray(row * width, (row += tokens) * width));
}

/** The states of block `i` among those of `count`. */
export function statesOf(left: States, i: number, count: number): States {
  const own: Record<string, Float32Array> = {};
  for (const [name, values] of Object.entries(left)) {
    const size = values.length / count;
    own[name] = values.subarray(i * size, (i + 1) * size);
  }
  return own;
}

function join(parts: readonly Float32Array[], into: Float32Array): void {
  let end = 0;
  for (const one of parts) {
    into.set(one, end);
    end += one.length;
  }
}
