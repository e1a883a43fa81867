import type { Reply, Send } from '../../jobs/index.ts';

/**
 * Sends replies in order, some at a time, and waits for these no sooner than the next ones are sent: while they are on
 * their way, what comes next is computed. A failure is thrown there, or by `end`.
 */
export class SendAhead {
  readonly #send: Send;
  #last: Promise<unknown> = Promise.resolve();

  constructor(send: Send) {
    this.#send = send;
  }

  async send(replies: readonly Reply[]): Promise<void> {
    await this.#last;
    this.#last = Promise.all(replies.map(this.#send));
    // Whoever sends the next ones gets the failure.
    this.#last.catch(() => undefined);
  }

  /** Waits until all of them are on their way. */
  async end(): Promise<void> {
    await this.#last;
  }
}
