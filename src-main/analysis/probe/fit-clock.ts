import type { PassProgress } from '../../contract/index.ts';

/** Tells how far a fit of many steps is, at the speed so far. */
export class FitClock {
  readonly #steps: number;
  readonly #tell: (progress: PassProgress) => void;
  readonly #began = performance.now();
  #done = 0;

  constructor(steps: number, tell: (progress: PassProgress) => void) {
    this.#steps = steps;
    this.#tell = tell;
  }

  get seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }

  step(): void {
    this.#done += 1;
    const fraction = this.#done / this.#steps;
    this.#tell({
      ...{ stage: 'fit', layer: 1, layers: 1, direction: 'both' },
      ...{ chunk: this.#done, chunks: this.#steps, fraction },
      secondsLeft: (this.seconds / fraction) * (1 - fraction),
    });
  }
}
