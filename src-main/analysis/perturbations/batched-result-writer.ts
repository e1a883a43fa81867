import { isMegabaseError } from '../../contract/index.ts';
import type { KeptEdit } from '../../cache/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { textNote } from '../events/index.ts';

/** Results are written to the cache so many at a time, or so many values: a kill loses no more than these. */
const batchSize = { results: 32, values: 2 ** 22 };

/** Writes results to the cache, some at a time; that they cannot be stored is noted once. */
export class BatchedResultWriter {
  readonly #run: string;
  readonly #context: Pick<AnalysisContext, 'cache' | 'emit'>;
  readonly #batch = new Map<string, KeptEdit>();
  #values = 0;
  #failed = false;

  /** @param run what the results are of: their keys are unique within it */
  constructor(run: string, context: Pick<AnalysisContext, 'cache' | 'emit'>) {
    this.#run = run;
    this.#context = context;
  }

  add(key: string, result: KeptEdit): void {
    if (this.#failed) return;
    this.#batch.set(key, result);
    this.#values += result.values.length;
    const isFull = this.#batch.size >= batchSize.results || this.#values >= batchSize.values;
    if (isFull) this.flush();
  }

  flush(): void {
    if (this.#batch.size === 0) return;
    const { cache, emit } = this.#context;
    try {
      cache?.storeEdits(this.#run, this.#batch);
    } catch (error) {
      if (!isMegabaseError(error)) throw error;
      this.#failed = true;
      emit(textNote(`the effects are not kept for next time: ${error.message}`));
    }
    this.#batch.clear();
    this.#values = 0;
  }
}
