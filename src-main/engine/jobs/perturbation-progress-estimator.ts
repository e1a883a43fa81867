import type { PassProgress } from '../../contract/index.ts';

/** Estimates how far the edits of a job are, and how long the rest will take at the speed so far. */
export class PerturbationProgressEstimator {
  readonly #tasks: number;
  readonly #layers: number;
  readonly #began = performance.now();

  constructor(tasks: number, layers: number) {
    this.#tasks = tasks;
    this.#layers = layers;
  }

  /** `done` tasks are done, and a share of the group that is under way. */
  step(done: number, group: number, share: number): PassProgress {
    const fraction = (done + group * share) / this.#tasks;
    const seconds = (performance.now() - this.#began) / 1000;
    return {
      stage: 'edits',
      layer: Math.min(this.#layers, 1 + Math.floor(share * this.#layers)),
      layers: this.#layers,
      direction: 'both',
      chunk: done,
      chunks: this.#tasks,
      fraction,
      secondsLeft: (seconds * (1 - fraction)) / fraction,
    };
  }
}
