import type { PassProgress } from '../../contract/index.ts';

/** Estimates how far a pass in tiles is, and how long the rest takes at the speed so far. */
export class TileProgressEstimator {
  readonly #tiles: number;
  /** Of a pass that was stopped before. */
  readonly #known: number;
  readonly #began = performance.now();

  constructor(tiles: number, known = 0) {
    this.#tiles = tiles;
    this.#known = known;
  }

  step(done: number): PassProgress {
    const seconds = (performance.now() - this.#began) / 1000;
    return {
      stage: 'tiles',
      layer: 1,
      layers: 1,
      direction: 'both',
      chunk: done,
      chunks: this.#tiles,
      fraction: done / this.#tiles,
      secondsLeft: (seconds * (this.#tiles - done)) / Math.max(1, done - this.#known),
    };
  }
}
