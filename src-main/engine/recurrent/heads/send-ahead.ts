import type { Reply, Send } from '../../jobs/index.ts';

/**
 * Sends replies in order, and waits for each no sooner than the next one is sent: while one is on its way, what the
 * next one says is computed. A failure is thrown there, or by `end`.
 */
export class SendAhead {
  readonly #send: Send;
  #last: Promise<void> = Promise.resolve();

  constructor(send: Send) {
    this.#send = send;
  }

  async send(reply: Reply): Promise<void> {
    await this.#last;
    this.#last = this.#send(reply);
    // Whoever sends the next one gets the failure.
    this.#last.catch(() => undefined);
  }

  /** Waits until all of them are on their way. */
  end(): Promise<void> {
    return this.#last;
  }
}
