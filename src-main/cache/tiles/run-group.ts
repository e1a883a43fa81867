import type { EncodedRun } from './encoded-run.ts';

/** Most runs of a group, most bytes of their tiles, and how long the first one waits, milliseconds. */
const most = { runs: 256, bytes: 1 << 20, ms: 1_000 };

/**
 * Runs that wait to be stored together: a transaction by itself costs more than a contig of 1 kbp. What
 * waits when the program is killed is computed again.
 */
export class RunGroup {
  #runs = new Map<string, EncodedRun>();
  #bytes = 0;
  #since = 0;

  has(key: string): boolean {
    return this.#runs.has(key);
  }

  /** Adds a run; true where the group is to be stored now. */
  add(one: EncodedRun): boolean {
    if (this.#runs.size === 0) this.#since = performance.now();
    this.#runs.set(one.run.key, one);
    for (const { tiles } of one.tracks) {
      for (const { data } of tiles) this.#bytes += data.length;
    }
    const waited = performance.now() - this.#since;
    return this.#runs.size >= most.runs || this.#bytes >= most.bytes || waited >= most.ms;
  }

  /** Takes all that waits out of the group. */
  take(): EncodedRun[] {
    const runs = [...this.#runs.values()];
    this.#runs = new Map();
    this.#bytes = 0;
    return runs;
  }
}
