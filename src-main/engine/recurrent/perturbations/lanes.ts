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

  /** Computes something with a part of the threads, when that is free. */
  async run<Result>(compute: (threads: number) => Promise<Result>): Promise<Result> {
    const own = Math.max(1, Math.floor(this.#threads / Math.max(1, this.#users)));
    while (this.#taken > 0 && this.#taken + own > this.#threads) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#taken += own;
    try {
      return await compute(own);
    } finally {
      this.#taken -= own;
      for (const resolve of this.#waiting.splice(0)) resolve();
    }
  }
}
