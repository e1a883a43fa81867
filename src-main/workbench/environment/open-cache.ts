import { PredictionCache } from '../../cache/index.ts';

/**
 * The cache, opened when it is first asked for: a damaged one, which is set aside, fails one request
 * and not the start of the program.
 */
export class OpenCache {
  readonly #folder: string;
  #cache: PredictionCache | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Throws what `PredictionCache.open` throws; the next call tries again. */
  get(): PredictionCache {
    return (this.#cache ??= PredictionCache.open(this.#folder));
  }

  close(): void {
    this.#cache?.close();
  }
}
