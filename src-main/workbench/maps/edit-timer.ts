import type { PassProgress, Provider } from '../../contract/index.ts';

/** What a map teaches of how fast changed sequences are read, and where. */
interface LearntSpeed {
  readonly secondsEach?: number | undefined;
  readonly computedBy?: Provider | undefined;
}

/** Tells from what is said of a job how long each of its changed sequences took. */
export class EditTimer {
  #first: { readonly at: number; readonly done: number } | undefined;
  #isOver = false;
  #last: { readonly at: number; readonly done: number } | undefined;

  readonly #providers = new Set<Provider>();

  take(change: {
    readonly progress?: PassProgress | undefined;
    readonly provider?: Provider | undefined;
  }): void {
    if (change.provider) this.#providers.add(change.provider);
    if (change.progress) this.#onProgress(change.progress);
  }

  #onProgress({ stage, fraction, chunks }: PassProgress): void {
    if (stage !== 'edits' || this.#isOver) return;
    const now = { at: performance.now(), done: fraction * chunks };
    // From the start again: answers of one strand or member follow, which take less each.
    this.#isOver = now.done < (this.#last?.done ?? 0);
    if (this.#isOver) return;
    this.#last = now;
    this.#first ??= now;
  }

  /** Empty where too little was computed to tell, or one provider began what another ended: they tell of neither. */
  get learnt(): LearntSpeed {
    const [computedBy, ...others] = this.#providers;
    const secondsEach = this.#secondsEach();
    return secondsEach === undefined || others.length > 0 ? {} : { secondsEach, computedBy };
  }

  #secondsEach(): number | undefined {
    if (!this.#first || !this.#last || !(this.#last.done > this.#first.done)) return undefined;
    return (this.#last.at - this.#first.at) / 1000 / (this.#last.done - this.#first.done);
  }
}
