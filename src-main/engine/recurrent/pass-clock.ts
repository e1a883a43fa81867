import type { PassSeconds, StageSeconds } from '../jobs/index.ts';

/** Where the time of a pass goes, added up as it goes on. */
export class PassClock {
  #stages: StageSeconds | undefined;
  readonly #parts = { layers: 0, heads: 0 };

  /** Runs a part of the pass by the clock. */
  async time<T>(part: 'layers' | 'heads', work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    try {
      return await work();
    } finally {
      this.#parts[part] += (performance.now() - began) / 1000;
    }
  }

  /** What the steps of some scans have taken. */
  readonly addStages = (seconds: StageSeconds): void => {
    const before = this.#stages;
    this.#stages = {
      inputProjection: (before?.inputProjection ?? 0) + seconds.inputProjection,
      conv: (before?.conv ?? 0) + seconds.conv,
      select: (before?.select ?? 0) + seconds.select,
      recurrence: (before?.recurrence ?? 0) + seconds.recurrence,
      outputProjection: (before?.outputProjection ?? 0) + seconds.outputProjection,
    };
  };

  get seconds(): PassSeconds {
    return { ...this.#parts, stages: this.#stages };
  }
}
