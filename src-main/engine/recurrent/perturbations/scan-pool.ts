import { defined } from '../../../contract/index.ts';
import type { Network, DirectionalScan } from '../../../model/index.ts';
import type { States, ScanRunner } from '../scan-runner.ts';

/** One sequence's chunk on its way through a directional scan. */
export interface BatchItem {
  readonly tokens: number;
  readonly residual: Float32Array;
  readonly forwardPartial: Float32Array | undefined;
  readonly states: States;
  /** True where the chunk holds the token at which that direction starts. */
  readonly first: boolean;
}

/** Result of a directional scan for one item. */
export interface BatchItemResult {
  readonly layerOutput: Float32Array;
  readonly states: States;
}

/**
 * Most tokens in one call, over all items. On the CPU more fall out of its caches; a GPU is filled by
 * many sequences side by side.
 */
export const maxCallTokens = { cpu: 2048, gpu: 12_288 } as const;

/** The scans of a network, opened once, for many short computations in any order. */
export class ScanPool {
  readonly #network: Network;
  readonly #open: (layer: number, scan: DirectionalScan) => Promise<ScanRunner>;
  readonly #maxCallTokens: number;
  readonly #runners = new Map<string, Promise<ScanRunner>>();

  constructor(
    network: Network,
    open: (layer: number, scan: DirectionalScan) => Promise<ScanRunner>,
    maxTokens: number = maxCallTokens.cpu,
  ) {
    this.#maxCallTokens = maxTokens;
    this.#network = network;
    this.#open = open;
  }

  /** The runner of a directional scan; whoever releases it leaves it open for the next. */
  async borrow(layer: number, scan: DirectionalScan): Promise<ScanRunner> {
    const runner = await this.#runner(layer, scan);
    return { run: (step) => runner.run(step), release: () => Promise.resolve() };
  }

  /** Runs items through one directional scan, those of one shape side by side. Results in the items' order. */
  async run(
    layer: number,
    scan: DirectionalScan,
    items: readonly BatchItem[],
  ): Promise<BatchItemResult[]> {
    const runner = await this.#runner(layer, scan);
    const results: BatchItemResult[] = [];
    const shapes = Map.groupBy(
      items.keys(),
      (i) => `${defined(items[i]).tokens} ${defined(items[i]).first}`,
    );
    for (const same of shapes.values()) {
      const maxItems = Math.max(
        1,
        Math.floor(this.#maxCallTokens / Math.max(1, defined(items[defined(same[0])]).tokens)),
      );
      for (let i = 0; i < same.length; i += maxItems) {
        const some = same.slice(i, i + maxItems);
        const done = await this.#runBatch(
          runner,
          scan,
          some.map((item) => defined(items[item])),
        );
        some.forEach((item, n) => (results[item] = defined(done[n])));
      }
    }
    return results;
  }

  async release(): Promise<void> {
    for (const runner of this.#runners.values()) await (await runner).release();
    this.#runners.clear();
  }

  async #runBatch(
    runner: ScanRunner,
    scan: DirectionalScan,
    items: readonly BatchItem[],
  ): Promise<BatchItemResult[]> {
    const { d, forwardPartialWidth } = this.#network;
    const { tokens, first } = defined(items[0]);
    if (tokens === 0) {
      // All of the chunk is deleted: what enters leaves.
      return items.map(({ states }) => ({ layerOutput: new Float32Array(0), states }));
    }
    const width = tokens * (scan.writes === 'partial' ? forwardPartialWidth : d);
    const into = new Float32Array(items.length * width);
    const names = Object.keys(defined(items[0]).states);
    const states = await runner.run({
      batch: items.length,
      tokens,
      residual: joined(items.map(({ residual }) => residual)),
      forwardPartial: scan.readsForwardPartial
        ? joined(items.map(({ forwardPartial }) => defined(forwardPartial)))
        : undefined,
      states: Object.fromEntries(
        names.map((name) => [name, joined(items.map((item) => defined(item.states[name])))]),
      ),
      first,
      into,
    });
    return items.map((_, n) => ({
      layerOutput: into.subarray(n * width, (n + 1) * width),
      states: Object.fromEntries(
        names.map((name) => [name, part(defined(states[name]), n, items.length)]),
      ),
    }));
  }

  #runner(layer: number, scan: DirectionalScan): Promise<ScanRunner> {
    const key = `${layer} ${scan.direction}`;
    const known = this.#runners.get(key);
    if (known) return known;
    const opened = this.#open(layer, scan);
    this.#runners.set(key, opened);
    return opened;
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return defined(parts[0]);
  const all = new Float32Array(parts.reduce((length, one) => length + one.length, 0));
  let end = 0;
  for (const one of parts) {
    all.set(one, end);
    end += one.length;
  }
  return all;
}

function part(values: Float32Array, n: number, count: number): Float32Array {
  const size = values.length / count;
  return values.subarray(n * size, (n + 1) * size);
}
