/**
 * Most groups of edited sequences that compute at a time, each with its part of the threads: a step of one is too
 * short to be cut among many. Beside them the values of others are copied and compared.
 */
export const maxLanes = 3;

/**
 * Threads that are shared by those who are at work: each of them takes its part, and no more compute at a
 * time than there are threads.
 */
export class Lanes {
  readonly #threads: number;
  readonly #waiting: (() => void)[] = [];
  #users = 0;
  #taken = 0;

  constructor(threads: number) {
    this.#threads = threads;
  }

  /** Somebody begins to work, who will call `run` again and again. */
  enter(): void {
    this.#users += 1;
  }

  leave(): void {
    this.#users -= 1;
  }

  /** Computes something with a part of the threads, when that is free. `queues`: it waits for that by itself. */
  async run<Result>(
    compute: (threads: number) => Promise<Result>,
    { queues = false } = {},
  ): Promise<Result> {
    let own = this.#part();
    if (queues) return compute(own);
    while (this.#taken > 0 && this.#taken + own > this.#threads) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      // Others may have come, or gone, meanwhile.
      own = this.#part();
    }
    this.#taken += own;
    try {
      return await compute(own);
    } finally {
      this.#taken -= own;
      for (const resolve of this.#waiting.splice(0)) resolve();
    }
  }

  #part(): number {
    const lanes = Math.min(Math.max(1, this.#users), maxLanes);
    return Math.max(1, Math.floor(this.#threads / lanes));
  }
}
