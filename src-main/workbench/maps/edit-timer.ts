import type { PassProgress } from '../../contract/index.ts';

/** Tells from a job's progress how long each of its changed sequences took. */
export class EditTimer {
  #first: { readonly at: number; readonly done: number } | undefined;
  #last: { readonly at: number; readonly done: number } | undefined;

  onProgress({ stage, fraction, chunks }: PassProgress): void {
    if (stage !== 'edits') return;
    this.#last = { at: performance.now(), done: fraction * chunks };
    this.#first ??= this.#last;
  }

  /** Undefined where too little was computed to tell. */
  get secondsEach(): number | undefined {
    if (!this.#first || !this.#last || !(this.#last.done > this.#first.done)) return undefined;
    return (this.#last.at - this.#first.at) / 1000 / (this.#last.done - this.#first.done);
  }
}
