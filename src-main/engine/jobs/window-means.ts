/** Means of values of a sequence, window by window from its start on, of which the last may be shorter. */
export class WindowMeans {
  readonly #window: number;
  readonly #sums: Float64Array;
  readonly #known: Float64Array;

  constructor(length: number, window: number) {
    this.#window = window;
    const count = Math.ceil(length / window);
    this.#sums = new Float64Array(count);
    this.#known = new Float64Array(count);
  }

  /** Adds the values of the tokens from `start` on; NaN is no value. */
  add(start: number, values: Float32Array): void {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (Number.isNaN(value)) continue;
      const at = Math.floor((start + i) / this.#window);
      this.#sums[at]! += value;
      this.#known[at]! += 1;
    }
  }

  /** NaN of windows of which less than half is known. */
  means(): Float64Array {
    return this.#sums.map((sum, i) => {
      const known = this.#known[i]!;
      return 2 * known >= this.#window ? sum / known : NaN;
    });
  }
}
