import type { ServerResponse } from 'node:http';

/** So often a line is sent that says nothing: connections on which nothing moves are ended. */
const beatMs = 15_000;

/** Writes server-sent events: each has a name and JSON. */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #beat: NodeJS.Timeout;

  constructor(response: ServerResponse, headers: Readonly<Record<string, string>> = {}) {
    this.#response = response;
    response.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream; charset=utf-8' });
    response.flushHeaders();
    this.#beat = setInterval(() => this.#writeIfRead(':\n\n'), beatMs);
    this.#beat.unref();
    response.once('close', () => clearInterval(this.#beat));
  }

  /** What may be left out where the reader is slow: memory is not for what nobody reads. */
  sendIfRead(event: string, data: unknown): void {
    this.#writeIfRead(text(event, data));
  }

  /** The last event. */
  end(event: string, data: unknown): void {
    clearInterval(this.#beat);
    this.#response.end(text(event, data));
  }

  #writeIfRead(written: string): void {
    if (!this.#response.writableNeedDrain) this.#response.write(written);
  }
}

function text(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
