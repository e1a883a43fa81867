import type { Traffic } from '../device.ts';
import type { FedTensor, FloatTensor, GraphSession } from './graph-session.ts';

/** A session that counts its calls, and the bytes that its inputs and outputs have. */
export class CountedSession implements GraphSession {
  readonly #session: GraphSession;
  readonly #traffic: Traffic;

  constructor(session: GraphSession, traffic: Traffic) {
    this.#session = session;
    this.#traffic = traffic;
  }

  async run(
    feeds: Readonly<Record<string, FloatTensor>>,
    into: Readonly<Record<string, FloatTensor>>,
    want: readonly string[] = [],
  ): Promise<Record<string, Float32Array>> {
    const given = await this.#session.run(feeds, into, want);
    const outputs = Object.values(given).map((data) => ({ data }));
    this.#traffic.count(Object.values(feeds), [...Object.values(into), ...outputs]);
    return given;
  }

  async evaluate(
    feeds: Readonly<Record<string, FedTensor>>,
    want: readonly string[],
  ): Promise<Record<string, FloatTensor>> {
    const given = await this.#session.evaluate(feeds, want);
    this.#traffic.count(Object.values(feeds), Object.values(given));
    return given;
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}
