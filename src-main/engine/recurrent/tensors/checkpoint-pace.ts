/** For so many times what writing takes a pass computes first. */
const timesCost = 20;

/** When a pass is to write its checkpoint: the first time at once, then as often as a twentieth of the time allows. */
export class CheckpointPace {
  readonly #times: number;
  #wroteAt = performance.now();
  #cost = 0;

  constructor(times = timesCost) {
    this.#times = times;
  }

  isDue(): boolean {
    return performance.now() - this.#wroteAt >= this.#times * this.#cost;
  }

  /** Has it written, and takes the time. */
  async run(write: () => Promise<void>): Promise<void> {
    const began = performance.now();
    await write();
    this.#wroteAt = performance.now();
    this.#cost = this.#wroteAt - began;
  }
}
