import { MegabaseError } from '../../contract/index.ts';

/** Calls that may wait; more are refused at once. */
export const maxWaiting = 16;

interface Waiting {
  readonly begin: () => void;
  readonly signal: AbortSignal;
  readonly onAbort: () => void;
}

/** Runs one call after the other: each computes on all of the machine. */
export class CallQueue {
  readonly #waiting: Waiting[] = [];
  #isRunning = false;

  /**
   * Runs some work once its turn has come; what is cancelled before gives its place up at once. Errors: `calls-full`,
   * thrown at once; `cancelled`; those of the work.
   */
  run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (this.#waiting.length >= maxWaiting) {
      throw new MegabaseError(
        'calls-full',
        `${maxWaiting} calls wait for their turn already; nothing was done.`,
      );
    }
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const begin = () => void this.#run(work).then(resolve, reject);
    const onAbort = () => {
      const place = this.#waiting.indexOf(waiting);
      if (place >= 0) this.#waiting.splice(place, 1);
      reject(new MegabaseError('cancelled', 'The call was stopped before its turn.'));
    };
    const waiting = { begin, signal, onAbort };
    if (signal.aborted) onAbort();
    else if (!this.#isRunning) begin();
    else {
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(waiting);
    }
    return promise;
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    this.#isRunning = true;
    try {
      return await work();
    } finally {
      this.#isRunning = false;
      this.#next();
    }
  }

  #next(): void {
    const next = this.#waiting.shift();
    if (!next) return;
    next.signal.removeEventListener('abort', next.onAbort);
    next.begin();
  }
}
