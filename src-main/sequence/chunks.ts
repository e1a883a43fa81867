/**
 * How a sequence of `length` tokens is cut: all chunks have `size` tokens, the last one the rest. With
 * a window it is cut into windows first, each a sequence of its own, and each of them into chunks:
 * none lies across a window's border.
 */
export class ChunkPlan {
  readonly length: number;
  readonly size: number;
  readonly count: number;
  /** Tokens after which a new sequence starts; undefined where all is one. */
  readonly window: number | undefined;
  /** Of one window; those of the last one may be fewer. */
  readonly #chunksPerWindow: number;
  readonly #windowLength: number;

  constructor(length: number, size: number, window?: number) {
    this.length = length;
    this.window = window;
    this.#windowLength = Math.min(window ?? length, length);
    this.size = Math.min(size, this.#windowLength);
    this.#chunksPerWindow = Math.ceil(this.#windowLength / this.size);
    const whole = Math.floor(length / this.#windowLength);
    const rest = length - whole * this.#windowLength;
    this.count = whole * this.#chunksPerWindow + Math.ceil(rest / this.size);
  }

  /** True where every sequence is one chunk: no state goes from chunk to chunk. */
  get isSingleChunk(): boolean {
    return this.#chunksPerWindow === 1;
  }

  /** Tokens of chunk `k`, 0-based half-open. */
  range(k: number): { start: number; end: number } {
    const window = this.windowOf(k);
    const start = window.start + (k % this.#chunksPerWindow) * this.size;
    return { start, end: Math.min(start + this.size, window.end) };
  }

  /** Tokens of the window that chunk `k` is part of: all of them where there are none. */
  windowOf(k: number): { start: number; end: number } {
    const start = Math.floor(k / this.#chunksPerWindow) * this.#windowLength;
    return { start, end: Math.min(start + this.#windowLength, this.length) };
  }

  /** Number of tokens in chunk `k`. */
  tokens(k: number): number {
    const { start, end } = this.range(k);
    return end - start;
  }

  /** The chunk that holds a token. */
  chunkOf(token: number): number {
    const window = Math.floor(token / this.#windowLength);
    const inWindow = token - window * this.#windowLength;
    return window * this.#chunksPerWindow + Math.floor(inWindow / this.size);
  }

  /** Whether a window's first token is in chunk `k`: nothing is known there of what came before. */
  startsWindow(k: number): boolean {
    return this.range(k).start === this.windowOf(k).start;
  }

  /** Whether a window's last token is in chunk `k`: there its other direction starts. */
  endsWindow(k: number): boolean {
    return this.range(k).end === this.windowOf(k).end;
  }

  /** Where tokens `[start, end)` of chunk `k` lie in the reverse complement of its window. */
  mirrored(k: number, { start, end }: { readonly start: number; readonly end: number }) {
    const window = this.windowOf(k);
    const sum = window.start + window.end;
    return { start: sum - end, end: sum - start };
  }
}
