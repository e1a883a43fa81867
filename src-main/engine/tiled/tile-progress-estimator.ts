import type { PassProgress } from '../../contract/index.ts';

/**
 * Estimates how far a pass in tiles is, and how long the rest takes at the speed so far. The first tiles of
 * all pay for what is loaded and compiled, and foretold a minute of a pass of seconds: they tell nothing.
 */
export class TileProgressEstimator {
  readonly #tiles: number;
  /** Of a pass that was stopped before. */
  readonly #known: number;
  /** Tiles that the graph reads at once; they come one after the other. */
  readonly #batch: number;
  readonly #now: () => number;
  #firstRead = 0;

  /** @param now milliseconds */
  constructor(
    tiles: number,
    { known = 0, batch = 1, now = () => performance.now() }: TileProgressOptions = {},
  ) {
    this.#tiles = tiles;
    this.#known = known;
    this.#batch = batch;
    this.#now = now;
  }

  step(done: number): PassProgress {
    return {
      stage: 'tiles',
      layer: 1,
      layers: 1,
      direction: 'both',
      chunk: done,
      chunks: this.#tiles,
      fraction: done / this.#tiles,
      secondsLeft: this.#secondsLeft(done),
    };
  }

  #secondsLeft(done: number): number | undefined {
    if (done === this.#tiles) return 0;
    if (done - this.#known <= this.#batch) {
      this.#firstRead = this.#now();
      return undefined;
    }
    const all = this.#tiles - this.#known;
    const read = Math.min(all, Math.ceil((done - this.#known) / this.#batch) * this.#batch);
    const seconds = (this.#now() - this.#firstRead) / 1000;
    return (seconds * (all - read)) / (read - this.#batch);
  }
}

interface TileProgressOptions {
  readonly known?: number;
  readonly batch?: number;
  readonly now?: () => number;
}
