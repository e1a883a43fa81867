import {
  errorKinds,
  MegabaseError,
  type AskedCommand,
  type ErrorCode,
  type OpenWindow,
  type WindowAnswer,
  type WindowCommand,
} from '../contract/index.ts';

/** How long a window may be between two commands, and how long it may take for one, ms. */
const [gapMs, answerMs] = [2_000, 120_000];

/** Commands that wait for one window, at most. */
const mostWaiting = 32;

interface PendingCommand {
  readonly asked: AskedCommand;
  readonly settle: (answer: WindowAnswer | MegabaseError) => void;
}

interface Listener {
  name: string;
  /** Takes the next command; absent while the window is doing one. */
  take: ((asked: AskedCommand | undefined) => void) | undefined;
  readonly queue: PendingCommand[];
  doing: PendingCommand | undefined;
  /** When it last took or gave something, of the clock of the process. */
  heardAt: number;
}

/** Who asks for what, of which window. */
export interface WindowRequest {
  readonly command: WindowCommand;
  readonly by: string;
  /** Id of a window; the only one where absent. */
  readonly window?: string | undefined;
}

/**
 * Windows that other programs drive, while a person allows it. A window asks for its next command and waits; it is
 * there as long as it waits, or does one. Commands of a window are done one after the other.
 */
export class DrivenWindows {
  readonly #isAllowed: () => boolean;
  readonly #windows = new Map<string, Listener>();
  #lastId = 0;

  constructor(isAllowed: () => boolean) {
    this.#isAllowed = isAllowed;
  }

  /** Error: `window-off`. */
  get list(): OpenWindow[] {
    this.#expectAllowed();
    this.#forgetGone();
    return [...this.#windows].map(([id, { name }]) => ({ id, name }));
  }

  /** The next command for a window; undefined once none may come any more. */
  next({ window, name }: { window: string; name: string }, signal?: AbortSignal) {
    if (!this.#isAllowed() || signal?.aborted) return Promise.resolve(undefined);
    const listener = this.#windows.get(window) ?? {
      ...{ name, take: undefined, queue: [], doing: undefined, heardAt: 0 },
    };
    this.#windows.set(window, listener);
    listener.name = name;
    listener.heardAt = performance.now();
    // The page was loaded anew, or asks twice: the one before waits for nothing any more.
    listener.take?.(undefined);
    this.#fail(listener.doing, 'The window began anew before it had answered.');
    listener.doing = undefined;
    const { promise, resolve } = Promise.withResolvers<AskedCommand | undefined>();
    listener.take = resolve;
    signal?.addEventListener(
      'abort',
      () => {
        if (listener.take !== resolve) return;
        listener.take = undefined;
        if (this.#windows.get(window) === listener) this.#windows.delete(window);
        for (const one of listener.queue.splice(0)) this.#fail(one, 'The window was closed.');
      },
      { once: true },
    );
    this.#turn(listener);
    return promise;
  }

  /** What became of a command that a window took; of one that nobody waits for any more nothing is told. */
  answer({ window, id, answer }: { window: string; id: number; answer: WindowAnswer }): void {
    const listener = this.#windows.get(window);
    if (listener?.doing?.asked.id !== id) return;
    const { settle } = listener.doing;
    listener.doing = undefined;
    listener.heardAt = performance.now();
    settle(answer);
  }

  /**
   * Has a window do something, and gives what it answers. Errors: `window-off`, `window-unknown`, `cancelled`, those of
   * what is done.
   */
  async ask(
    { command, by, window }: WindowRequest,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<unknown> {
    this.#expectAllowed();
    const listener = await this.#find(window, signal);
    this.#expectAllowed();
    // Whoever asked has gone: nothing is done behind the user's back.
    if (signal.aborted) throw stopped();
    if (listener.queue.length >= mostWaiting) {
      throw new MegabaseError(
        'calls-full',
        `${mostWaiting} commands wait for the window already; nothing was done.`,
      );
    }
    const { promise, resolve } = Promise.withResolvers<WindowAnswer | MegabaseError>();
    const pending = { asked: { id: ++this.#lastId, by, command }, settle: resolve };
    const drop = () => {
      const at = listener.queue.indexOf(pending);
      if (at >= 0) listener.queue.splice(at, 1);
    };
    const stop = () => {
      drop();
      resolve(stopped());
    };
    const timer = setTimeout(() => {
      drop();
      const seconds = answerMs / 1000;
      resolve(
        unknown(`The window did not answer within ${seconds} s; what it began, it may still do.`),
      );
    }, answerMs);
    signal.addEventListener('abort', stop, { once: true });
    listener.queue.push(pending);
    this.#turn(listener);
    try {
      return resultOf(await promise);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  /** Nobody drives any window from here on; what waits is refused. */
  end(): void {
    for (const listener of this.#windows.values()) {
      listener.take?.(undefined);
      listener.take = undefined;
      for (const one of listener.queue.splice(0)) one.settle(switchedOff());
      listener.doing?.settle(switchedOff());
      listener.doing = undefined;
    }
    this.#windows.clear();
  }

  #turn(listener: Listener): void {
    const { take } = listener;
    if (!take) return;
    const next = listener.queue.shift();
    if (!next) return;
    listener.take = undefined;
    listener.doing = next;
    take(next.asked);
  }

  /** A window that has just begun waits for its next command a moment later. */
  async #find(wanted: string | undefined, signal: AbortSignal): Promise<Listener> {
    const until = performance.now() + gapMs;
    for (;;) {
      this.#forgetGone();
      const found = wanted === undefined ? undefined : this.#windows.get(wanted);
      if (found) return found;
      const [only, ...others] = this.#windows.values();
      if (wanted === undefined && only && others.length === 0) return only;
      if (wanted === undefined && only)
        throw unknown(`${others.length + 1} windows are open: ${this.#names()}.`);
      if (performance.now() > until) {
        if (wanted === undefined) throw unknown('No window is open.');
        throw unknown(`There is no window ${JSON.stringify(wanted)}; open: ${this.#names()}.`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (signal.aborted) throw stopped();
      this.#expectAllowed();
    }
  }

  /** A page that was closed while it did something asks for nothing more. */
  #forgetGone(): void {
    const now = performance.now();
    for (const [id, { take, doing, queue, heardAt }] of this.#windows) {
      if (take || now - heardAt <= (doing ? answerMs : gapMs)) continue;
      this.#windows.delete(id);
      for (const one of queue.splice(0)) this.#fail(one, 'The window was closed.');
    }
  }

  #names(): string {
    const names = [...this.#windows].map(([id, { name }]) => {
      return `${id} (${name === '' ? 'start page' : name})`;
    });
    return names.join(', ') || 'none';
  }

  #fail(pending: PendingCommand | undefined, message: string): void {
    pending?.settle(unknown(message));
  }

  #expectAllowed(): void {
    if (!this.#isAllowed()) throw switchedOff();
  }
}

function resultOf(answer: WindowAnswer | MegabaseError): unknown {
  if (answer instanceof MegabaseError) throw answer;
  if (answer.kind === 'done') return answer.result;
  const code = answer.code in errorKinds ? (answer.code as ErrorCode) : 'unexpected';
  throw new MegabaseError(code, answer.message);
}

function unknown(message: string): MegabaseError {
  return new MegabaseError('window-unknown', message);
}

function stopped(): MegabaseError {
  return new MegabaseError('cancelled', 'The command for the window was stopped.');
}

function switchedOff(): MegabaseError {
  return new MegabaseError('window-off', 'The window may not be driven by other programs.');
}
