import { defined } from '../../contract/index.ts';
/** Hands values on at most once in `interval` ms, always the newest, unless one cannot wait. */
export class Throttle<T> {
  readonly #tell: (value: T) => void;
  readonly #interval: number;
  #newest: T | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Milliseconds on the clock of `performance`. */
  #toldAt = -Infinity;

  constructor(tell: (value: T) => void, interval: number) {
    this.#tell = tell;
    this.#interval = interval;
  }

  emit(value: T): void {
    this.#newest = value;
    if (this.#timer !== undefined) return;
    const wait = this.#toldAt + this.#interval - performance.now();
    if (wait <= 0) this.emitNow(value);
    else this.#timer = setTimeout(() => this.emitNow(defined(this.#newest)), wait).unref();
  }

  /** What waited is not told any more: this value is newer. */
  emitNow(value: T): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#toldAt = performance.now();
    this.#tell(value);
  }
}
