import type { PassProgress } from '../../../contract/index.ts';

/** What was computed of a source. */
interface Computed {
  readonly tiles: number;
  /** Of the source. */
  readonly share: number;
  /** Until the tiles themselves were read. */
  readonly readingSeconds: number;
  /** From then on. */
  readonly variantSeconds: number;
}

/**
 * Estimates how far a source of variants is, and how long the rest will take at the speed so far: each tile
 * is read once, however many variants it has, and then each of them takes its time. What came from the
 * cache does not count as speed.
 */
export class ProgressEstimator {
  readonly #now: () => number;
  #before: Computed = { tiles: 0, share: 0, readingSeconds: 0, variantSeconds: 0 };
  /** Shares of the source before and after the tile under way; undefined where that is not known. */
  #span: { readonly from: number; readonly to: number } | undefined;
  #began: number | undefined;
  /** Since when the tile's variants are computed. */
  #read: number | undefined;

  /** @param now milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  startTile(span: { readonly from: number; readonly to: number } | undefined): void {
    this.#span = span;
    this.#began = undefined;
    this.#read = undefined;
  }

  /** Not all of it is in the cache. */
  startComputing(): void {
    this.#began ??= this.#now();
  }

  endTile(): void {
    if (this.#began === undefined || this.#span === undefined) return;
    this.#before = this.#withTile(this.#began, this.#span.to - this.#span.from);
  }

  /** The progress of one tile's pass as that of the whole; unchanged where that is not known. */
  estimate(progress: PassProgress): PassProgress {
    if (this.#span === undefined || this.#began === undefined) return progress;
    const { from, to } = this.#span;
    const isRead = progress.stage === 'edits';
    if (isRead) this.#read ??= this.#now();
    const part = (to - from) * (isRead ? progress.fraction : 0);
    const fraction = from + part;
    const { tiles, share, readingSeconds, variantSeconds } = this.#withTile(this.#began, part);
    if (variantSeconds === 0) return { ...progress, fraction, secondsLeft: undefined };
    const variants = (variantSeconds / share) * (1 - fraction);
    // Tiles that come are as large as those before, this one among them.
    const others = ((1 - to) * tiles) / (share - part + to - from);
    const { tiles: done, readingSeconds: known } = this.#before;
    const rest = isRead ? 0 : Math.max(0, known / done - (readingSeconds - known));
    const each = isRead ? readingSeconds / tiles : known / done;
    return { ...progress, fraction, secondsLeft: variants + others * each + rest };
  }

  /** With the tile that is under way, of which a share of the source is done. */
  #withTile(began: number, share: number): Computed {
    const now = this.#now();
    const read = this.#read ?? now;
    return {
      tiles: this.#before.tiles + 1,
      share: this.#before.share + share,
      readingSeconds: this.#before.readingSeconds + (read - began) / 1000,
      variantSeconds: this.#before.variantSeconds + (now - read) / 1000,
    };
  }
}
