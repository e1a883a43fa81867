import type { Wire } from './wire.ts';

/** The receiving half of a wire, the same for all of them. */
export class WireListeners {
  readonly #message: ((bytes: Uint8Array) => void)[] = [];
  #close: ((reason?: string) => void)[] = [];
  #closed: { readonly reason?: string | undefined } | undefined;

  message(bytes: Uint8Array): void {
    if (!this.#closed) this.#message.forEach((listener) => listener(bytes));
  }

  close(reason?: string): void {
    this.#closed ??= { reason };
    const listeners = this.#close;
    this.#close = [];
    listeners.forEach((listener) => listener(reason));
  }

  /** A wire of plain functions: one that Electron's context bridge can hand to a page. */
  wire(send: (bytes: Uint8Array) => void): Wire {
    return {
      send: (bytes) => {
        if (!this.#closed) send(bytes);
      },
      onMessage: (listener) => void this.#message.push(listener),
      onClose: (listener) => {
        if (this.#closed) listener(this.#closed.reason);
        else this.#close.push(listener);
      },
    };
  }
}
