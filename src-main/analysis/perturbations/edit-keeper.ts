import { isMegabaseError } from '../../contract/index.ts';
import type { KeptEdit, PredictionCache } from '../../cache/index.ts';

/** Results are written to the cache so many at a time: a kill loses no more than these. */
const batch = 32;

/** Writes results to the cache, some at a time; what cannot be kept is said once. */
export class EditKeeper {
  readonly #cache: PredictionCache | undefined;
  readonly #run: string;
  readonly #onNote: (note: string) => void;
  readonly #waiting = new Map<string, KeptEdit>();
  #failed = false;

  constructor(cache: PredictionCache | undefined, run: string, onNote: (note: string) => void) {
    this.#cache = cache;
    this.#run = run;
    this.#onNote = onNote;
  }

  keep(key: string, edit: KeptEdit): void {
    this.#waiting.set(key, edit);
    if (this.#waiting.size >= batch) this.flush();
  }

  flush(): void {
    if (this.#waiting.size === 0 || this.#failed) return;
    try {
      this.#cache?.storeEdits(this.#run, this.#waiting);
    } catch (error) {
      if (!isMegabaseError(error)) throw error;
      this.#failed = true;
      this.#onNote(`the effects are not kept for next time: ${error.message}`);
    }
    this.#waiting.clear();
  }
}
