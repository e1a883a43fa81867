import type { PassProgress } from '../../contract/index.ts';

/** Tells from a job's progress how long each of its changed sequences took. */
export class EditTimer {
  #first: { readonly at: number; readonly done: number } | undefined;
  #isOver = false;
  #last: { readonly at: number; readonly done: number } | undefined;

  onProgress({ stage, fraction, chunks }: PassProgress): void {
    if (stage !== 'edits' || this.#isOver) return;
    const now = { at: performance.now(), done: fraction * chunks };
    // From the start again: answers of one strand or member follow, which take less each.
    this.#isOver = now.done < (this.#last?.done ?? 0);
    if (this.#isOver) return;
    this.#last = now;
    this.#first ??= now;
  }

  /** Undefined where too little was computed to tell. */
  get secondsEach(): number | undefined {
    if (!this.#first || !this.#last || !(this.#last.done > this.#first.done)) return undefined;
    return (this.#last.at - this.#first.at) / 1000 / (this.#last.done - this.#first.done);
  }
}
