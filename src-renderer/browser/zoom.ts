import type { IgvBrowser, IgvReferenceFrame } from './igv-types.ts';
import type { LocusColumn } from './loci.ts';

/** Steps that come closer than this belong to one turn of the wheel, ms. */
const pause = 120;

/** How many times what is drawn may be stretched or squeezed in mid-turn: beyond, there is none beside it. */
const mostStretch = 2;

/**
 * Zooms in the frame in which it is asked to, by stretching what is drawn, and draws anew in the next;
 * while the wheel turns, as rarely as there is enough to be seen.
 */
export class Zoom {
  readonly #browser: IgvBrowser;
  #lastStep = 0;
  #drawing: number | undefined;
  /** bp a px of what is drawn. */
  #drawn: number | undefined;

  constructor(browser: IgvBrowser) {
    this.#browser = browser;
  }

  /** By a factor, so that the base at `x` px of the page stays there. */
  at(x: number, factor: number, { frame, left, width }: LocusColumn): void {
    const share = Math.max(0, Math.min(1, (x - left) / width));
    const now = frame.bpPerPixel * width;
    const base = frame.start + share * now;
    this.by(factor, base + (0.5 - share) * now * factor, frame);
  }

  /** By a factor, below 1 closer, round a base. */
  by(factor: number, centre: number | undefined, frame: IgvReferenceFrame): void {
    const width = this.#browser.calculateViewportWidth(
      this.#browser.referenceFrameList?.length ?? 1,
    );
    const before = frame.bpPerPixel;
    const still = {
      minimumBases: () => this.#browser.minimumBases(),
      updateViews: () => Promise.resolve(),
    };
    void frame.zoomWithScaleFactor(still, factor, width, centre);
    if (frame.bpPerPixel === before) return;
    this.#drawn ??= before;
    this.#stretch(frame);
    const now = performance.now();
    const isTurning = now - this.#lastStep < pause;
    this.#lastStep = now;
    const stretch = Math.max(frame.bpPerPixel / this.#drawn, this.#drawn / frame.bpPerPixel);
    clearTimeout(this.#drawing);
    this.#drawing = window.setTimeout(
      () => requestAnimationFrame(() => this.#draw()),
      isTurning && stretch < mostStretch ? pause : 0,
    );
  }

  #stretch(frame: IgvReferenceFrame): void {
    for (const { viewports } of this.#browser.trackViews) {
      for (const { canvas, referenceFrame } of viewports) {
        if (!canvas?._data || referenceFrame !== frame) continue;
        const { bpStart, bpPerPixel } = canvas._data;
        canvas.style.transformOrigin = '0 0';
        canvas.style.transform = `scaleX(${bpPerPixel / frame.bpPerPixel})`;
        canvas.style.left = `${(bpStart - frame.start) / frame.bpPerPixel}px`;
      }
    }
  }

  /** What is here already at once; igv itself would wait for what is not. */
  #draw(): void {
    this.#drawn = undefined;
    const updated = this.#browser.updateViews();
    this.#browser.repaintViews();
    void updated;
  }
}
