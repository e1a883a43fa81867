/** Calls its listeners, in the order in which they came. */
export class Emitter<T> {
  readonly #listeners = new Set<(event: T) => void>();
  readonly #report: (error: unknown) => void;

  /** `report` is given what a listener throws: neither the others nor the emitter are broken by it. */
  constructor(report: (error: unknown) => void = warn) {
    this.#report = report;
  }

  /** Returns what ends it. */
  subscribe(listener: (event: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(event: T): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#report(error);
      }
    }
  }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : new Error(String(error)));
}
