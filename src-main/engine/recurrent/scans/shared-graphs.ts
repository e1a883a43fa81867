import { RunnerSession, type SessionOptions } from '../../../model/session/index.ts';
import type { NativeRunner, RunnerGraph } from '../../../native/index.ts';

/** A graph that is open for whoever has taken it. */
export interface SharedGraph {
  readonly graph: RunnerGraph;
  release(): Promise<void>;
}

/** Graphs that are opened once, however many scans take them, and closed with the last of these. */
export class SharedGraphs {
  readonly #native: NativeRunner;
  readonly #options: SessionOptions;
  readonly #open = new Map<string, { readonly session: Promise<RunnerSession>; users: number }>();

  constructor(native: NativeRunner, options: SessionOptions) {
    this.#native = native;
    this.#options = options;
  }

  /** The graph of a file. */
  async take(path: string): Promise<SharedGraph> {
    const held = this.#open.get(path) ?? {
      session: RunnerSession.open(this.#native, path, this.#options),
      users: 0,
    };
    this.#open.set(path, held);
    held.users++;
    const leave = () => {
      held.users--;
      if (held.users === 0) this.#open.delete(path);
      return held.users;
    };
    try {
      const session = await held.session;
      return {
        graph: session.graph,
        async release() {
          if (leave() === 0) await session.release();
        },
      };
    } catch (error) {
      leave();
      throw error;
    }
  }
}
