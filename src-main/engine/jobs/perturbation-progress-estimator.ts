import type { PassProgress } from '../../contract/index.ts';

/** Estimates how far the edits of a job are, and how long the rest will take at the speed so far. */
export class PerturbationProgressEstimator {
  readonly #tasks: number;
  readonly #layers: number;
  readonly #began = performance.now();
  /** Tasks whose results are out. */
  #done = 0;
  /** Groups that are under way: their tasks, and the share of them that is computed. */
  readonly #underWay = new Set<{ readonly tasks: number; share: number }>();

  constructor(tasks: number, layers: number) {
    this.#tasks = tasks;
    this.#layers = layers;
  }

  /** Begins a group of tasks; to be told the share of it that is computed, and when its results are out. */
  begin(tasks: number): { step(share: number): PassProgress; end(): PassProgress } {
    const group = { tasks, share: 0 };
    this.#underWay.add(group);
    return {
      step: (share) => {
        group.share = share;
        return this.#progress(share);
      },
      end: () => {
        this.#underWay.delete(group);
        this.#done += tasks;
        return this.#progress(0);
      },
    };
  }

  #progress(share: number): PassProgress {
    let done = this.#done;
    for (const group of this.#underWay) done += group.tasks * group.share;
    const fraction = done / this.#tasks;
    const seconds = (performance.now() - this.#began) / 1000;
    return {
      stage: 'edits',
      layer: Math.min(this.#layers, 1 + Math.floor(share * this.#layers)),
      layers: this.#layers,
      direction: 'both',
      chunk: this.#done,
      chunks: this.#tasks,
      fraction,
      secondsLeft: (seconds * (1 - fraction)) / fraction,
    };
  }
}
