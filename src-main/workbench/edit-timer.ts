import type { PassProgress } from '../contract/index.ts';

/** Tells from a job's progress how long each of its changed sequences took. */
export class EditTimer {
  #began: number | undefined;
  #last: { readonly at: number; readonly done: number } | undefined;

  onProgress({ stage, fraction, chunks }: PassProgress): void {
    if (stage !== 'edits') return;
    const now = performance.now();
    this.#began ??= now;
    this.#last = { at: now, done: fraction * chunks };
  }

  /** Undefined where too little was computed to tell. */
  get secondsEach(): number | undefined {
    if (this.#began === undefined || this.#last === undefined || !(this.#last.done > 0)) {
      return undefined;
    }
    return (this.#last.at - this.#began) / 1000 / this.#last.done;
  }
}
