import type { FileOptions } from '../../../src-main/contract/index.ts';
import type { IgvBrowser } from '../igv-types.ts';
import { heightNow, setHeight, trackViewOf } from './lay-rows.ts';

/** px of the sequence, and of it with its reading frames, as igv lays them out. */
const [lettersHeight, framesHeight] = [25, 115];

/** bp a px up to which igv draws the sequence. */
const widest = 10;

/** The row of the sequence, which igv makes by itself. */
export class SequenceRow {
  readonly #browser: IgvBrowser;
  /** px that it takes where it is drawn. */
  #height = 0;

  constructor(browser: IgvBrowser) {
    this.#browser = browser;
  }

  /** Where its letters are too narrow to be drawn, it needs no room. */
  fit(): void {
    const view = trackViewOf(this.#browser, 'sequence');
    if (!view) return;
    this.#height ||= heightNow(view);
    const frames = this.#browser.referenceFrameList ?? [];
    const isNear = frames.some(({ bpPerPixel }) => bpPerPixel <= widest);
    const isOpen = heightNow(view) > 1;
    if (isOpen && !isNear) this.#height = heightNow(view);
    if (isOpen !== isNear) setHeight(view, isNear ? this.#height : 1);
  }

  /** Its strand, and with its reading frames or without. */
  draw({ frameTranslate, reversed }: FileOptions): void {
    const view = trackViewOf(this.#browser, 'sequence');
    if (!view) return;
    const { track } = view;
    [track.frameTranslate, track.reversed] = [frameTranslate === true, reversed === true];
    this.#height = track.frameTranslate ? framesHeight : lettersHeight;
    const isOpen = heightNow(view) > 1;
    for (const viewport of view.viewports) viewport.setContentHeight(this.#height);
    if (isOpen) view.setTrackHeight(this.#height, true);
    view.repaintViews();
  }
}
