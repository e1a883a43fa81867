/** Calls that may wait; more are refused at once. */
const maxWaiting = 16;

/**
 * Runs one call after the other: each computes on all of the machine. A call that is cancelled while it waits is
 * not begun.
 */
export class CallQueue {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** Undefined where too many calls wait already. */
  run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> | undefined {
    if (this.#waiting >= maxWaiting) return undefined;
    this.#waiting += 1;
    const turn = this.#last.then(() => {
      this.#waiting -= 1;
      signal.throwIfAborted();
      return work();
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
