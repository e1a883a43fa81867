import type { StageSeconds } from '../../jobs/index.ts';
import type { ChosenScan } from './choose-scan.ts';
import type { GraphRunner } from '../graph-runner.ts';
import { plainTraits, type ScanRunner } from '../scan-runner.ts';

/** Most that graphs may take which stay open from job to job, bytes, and the share of a job's memory. */
const keptBudget = 512e6;
const keptShare = 0.2;

type OnSeconds = (seconds: StageSeconds) => void;

/** Scans and heads that are open on the CPU, and stay so for the next job where they are small. */
export class KeptRunners {
  #keeps = false;
  #keepsHead = false;
  readonly #scans = new Map<string, Promise<ScanRunner>>();
  #head: Promise<GraphRunner> | undefined;
  #chosen: Promise<ChosenScan> | undefined;
  /** Of the job that runs. */
  #onSeconds: OnSeconds | undefined;

  /**
   * Before a job: whether what it opens stays open. Else what is open already is closed.
   *
   * @param bytes that all of the network's graphs take while open
   * @param memory that the job may take, bytes
   * @param isBrief all of the job is one chunk: then the head stays open, too
   */
  async expect(bytes: number, memory: number, isBrief: boolean): Promise<void> {
    this.#keeps = bytes <= Math.min(keptBudget, keptShare * memory);
    this.#keepsHead = this.#keeps && isBrief;
    if (!this.#keeps) await this.close();
  }

  /**
   * The scans that `choose` gives, chosen and open once; `onSeconds` hears of what this job's have taken, and
   * `choose` is given whom to tell.
   */
  async keepScans(
    choose: (onSeconds: OnSeconds) => Promise<ChosenScan>,
    onSeconds?: OnSeconds,
  ): Promise<ChosenScan> {
    this.#onSeconds = onSeconds;
    this.#chosen ??= choose((seconds) => this.#onSeconds?.(seconds));
    const chosen = await unlessFailed(this.#chosen, () => (this.#chosen = undefined));
    return {
      report: chosen.report,
      open: async (layer, scan) => {
        if (!this.#keeps) return chosen.open(layer, scan);
        const key = `${layer} ${scan.direction}`;
        const opening = this.#scans.get(key) ?? chosen.open(layer, scan);
        this.#scans.set(key, opening);
        const runner = await unlessFailed(opening, () => this.#scans.delete(key));
        return {
          run: (step) => runner.run(step),
          chainTraits: () => runner.chainTraits?.() ?? plainTraits,
          release: () => {
            const seconds = runner.takeSeconds?.();
            if (seconds) onSeconds?.(seconds);
            return Promise.resolve();
          },
        };
      },
    };
  }

  /** The head that `open` opens with some threads, open once. */
  async keepHead(
    open: (threads: number) => Promise<GraphRunner>,
    threads: number,
  ): Promise<GraphRunner> {
    if (!this.#keepsHead) return open(threads);
    // The runtime's threads look out for more work between jobs, which took twice the time of a head.
    this.#head ??= open(1);
    const head = await unlessFailed(this.#head, () => (this.#head = undefined));
    return {
      run: (feeds, into, want) => head.run(feeds, into, want),
      ...(head.runInRows && { runInRows: head.runInRows.bind(head) }),
      release: () => Promise.resolve(),
    };
  }

  /** Closes all, and forgets what was chosen: what follows has other settings. */
  async forget(): Promise<void> {
    this.#chosen = undefined;
    await this.close();
  }

  async close(): Promise<void> {
    const open = [...this.#scans.values(), ...(this.#head ? [this.#head] : [])];
    this.#scans.clear();
    this.#head = undefined;
    for (const runner of open) {
      // What could not be opened has nothing to close.
      await runner.then((one) => one.release()).catch(() => undefined);
    }
  }
}

/** A failure is none to keep: the next job may find free what this one did not, the disk or memory. */
async function unlessFailed<T>(kept: Promise<T>, forget: () => void): Promise<T> {
  try {
    return await kept;
  } catch (error) {
    forget();
    throw error;
  }
}
