import { setImmediate } from 'node:timers/promises';
import type { DirectionalScan } from '../../model/index.ts';
import type { ScanRunner } from './scan-runner.ts';

/** The scans of a layer, each opened once. */
export class LayerScans {
  readonly #open: (scan: DirectionalScan) => Promise<ScanRunner>;
  readonly #opening = new Map<DirectionalScan, Promise<ScanRunner>>();

  constructor(open: (scan: DirectionalScan) => Promise<ScanRunner>) {
    this.#open = open;
  }

  /** Opens them while something else computes, which is to begin first. What fails is told by `get`. */
  openAhead(scans: readonly DirectionalScan[]): this {
    for (const scan of scans) void this.#start(scan, () => setImmediate());
    return this;
  }

  get(scan: DirectionalScan): Promise<ScanRunner> {
    return this.#opening.get(scan) ?? this.#start(scan);
  }

  /** Gives back the memory that the runtime keeps for a graph's intermediate values. */
  async release(): Promise<void> {
    for (const opening of this.#opening.values()) {
      // What could not be opened has nothing to close.
      const runner = await opening.catch(() => undefined);
      await runner?.release();
    }
  }

  #start(scan: DirectionalScan, soon?: () => Promise<void>): Promise<ScanRunner> {
    const opening = soon ? soon().then(() => this.#open(scan)) : this.#open(scan);
    opening.catch(() => undefined);
    this.#opening.set(scan, opening);
    return opening;
  }
}
