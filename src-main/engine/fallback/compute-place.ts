import { defined, type Provider } from '../../contract/index.ts';

/** What is open on a provider. */
interface Opened {
  release(): Promise<void>;
}

/** Something that is open where the job computes, and moves to the CPU with it. */
interface Movable<Runner> extends Opened {
  /**
   * Has it do a piece of work, which must leave its inputs as they are: where the GPU fails, the same
   * piece is done again on the CPU.
   */
  use<T>(work: (runner: Runner, provider: Provider) => Promise<T>): Promise<T>;
}

/**
 * Where a job computes. A GPU may fail at any moment (lost, out of memory, a shader refused): that costs
 * the piece of work that it was at, and all that follows is computed on the CPU.
 */
export class ComputePlace {
  #provider: Provider;
  readonly #onFailure: (note: string) => unknown;

  /** `onFailure` is called once, with a sentence for the user. */
  constructor(provider: Provider, onFailure: (note: string) => unknown) {
    this.#provider = provider;
    this.#onFailure = onFailure;
  }

  get provider(): Provider {
    return this.#provider;
  }

  /** Opens something here; on the CPU where the GPU does not take it. */
  async open<Runner extends Opened>(
    openOn: (provider: Provider) => Promise<Runner>,
  ): Promise<Movable<Runner>> {
    const place = { provider: this.#provider };
    const isHere = () => place.provider === this.#provider;
    let runner: Runner | undefined;
    const move = async () => {
      const before = runner;
      runner = undefined;
      // A device that is lost may refuse this, too: nothing of it is needed any more.
      await before?.release().catch(() => undefined);
      place.provider = this.#provider;
      runner = await openOn(place.provider);
      return runner;
    };
    const attempt = async <T>(work: () => Promise<T>, again: () => Promise<T>): Promise<T> => {
      try {
        return await work();
      } catch (error) {
        if (place.provider === 'cpu') throw error;
        this.fail(error);
        return again();
      }
    };
    await attempt(move, move);
    return {
      async use(work) {
        const own = () => work(defined(runner), place.provider);
        const moved = async () => {
          await move();
          return own();
        };
        return attempt(isHere() ? own : moved, moved);
      },
      release: async () => runner?.release(),
    };
  }

  /** From now on the CPU computes. */
  fail(error: unknown): void {
    if (this.#provider === 'cpu') return;
    const why = error instanceof Error ? error.message : String(error);
    const [line = ''] = why.trim().split('\n');
    const failed = this.#provider;
    this.#provider = 'cpu';
    this.#onFailure(
      `${failed} failed in the middle of the job (${line.slice(0, 200)}): what it had computed is ` +
        'kept, and the rest is computed on the CPU.',
    );
  }
}
