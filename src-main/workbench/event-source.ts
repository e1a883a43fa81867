/** Tells its listeners, in the order in which they came. */
export class EventSource<T> {
  readonly #listeners = new Set<(event: T) => void>();

  /** Gives what ends it. */
  subscribe(listener: (event: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(event: T): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch {
        // A wire that cannot take an event is broken: it must not break the job that tells.
        this.#listeners.delete(listener);
      }
    }
  }
}
