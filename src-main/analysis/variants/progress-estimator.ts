import type { PassProgress } from '../../contract/index.ts';

/**
 * Estimates how far a source of variants is, and how long the rest will take at the speed so far. What
 * came from the cache does not count as speed.
 */
export class ProgressEstimator {
  readonly #now: () => number;
  /** Share of the source that was computed in other tiles, and seconds that took. */
  #computed = { share: 0, seconds: 0 };
  /** Shares of the source before and after the tile under way; undefined where that is not known. */
  #span: { readonly from: number; readonly to: number } | undefined;
  #began: number | undefined;

  /** @param now milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  startTile(span: { readonly from: number; readonly to: number } | undefined): void {
    this.#span = span;
    this.#began = undefined;
  }

  /** Not all of it is in the cache. */
  startComputing(): void {
    this.#began ??= this.#now();
  }

  endTile(): void {
    if (this.#began === undefined || this.#span === undefined) return;
    const { from, to } = this.#span;
    this.#computed.share += to - from;
    this.#computed.seconds += (this.#now() - this.#began) / 1000;
  }

  /** The progress of one tile's pass as that of the whole; unchanged where that is not known. */
  estimate(progress: PassProgress): PassProgress {
    if (this.#span === undefined || this.#began === undefined) return progress;
    const { from, to } = this.#span;
    const part = (to - from) * (progress.stage === 'edits' ? progress.fraction : 0);
    const fraction = from + part;
    const share = this.#computed.share + part;
    const seconds = this.#computed.seconds + (this.#now() - this.#began) / 1000;
    return {
      ...progress,
      fraction,
      secondsLeft: share > 0 ? (seconds / share) * (1 - fraction) : undefined,
    };
  }
}
