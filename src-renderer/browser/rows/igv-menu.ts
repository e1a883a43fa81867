import { changedOptions, optionsOf, type FileOptions } from './file-options.ts';
import { takeKeys } from './menu-keys.ts';
import type { IgvBrowser, IgvTrack, IgvTrackView } from '../igv-types.ts';

/** igv's own menu of a row: where it opens, and what is changed in it. */
export class IgvMenu {
  readonly #browser: IgvBrowser;
  /** The row whose menu was opened last, and how it was drawn then. */
  #opened: { row: string; track: IgvTrack; options: FileOptions } | undefined;

  constructor(browser: IgvBrowser) {
    this.#browser = browser;
  }

  /** What is changed from now on in any menu of igv's is this row's. */
  watch(row: string, track: IgvTrack): void {
    this.#opened = { row, track, options: optionsOf(track) };
  }

  /** Opens it at the left end of the row. */
  open(row: string, view: IgvTrackView | undefined): void {
    if (view) this.watch(row, view.track);
    const popover = view?.trackGearPopup?.popover;
    view?.gear?.click();
    if (!popover) return;
    popover.style.left = `${-this.#browser.calculateViewportWidth(1) - 14}px`;
    // The whole of it in sight.
    const over = popover.getBoundingClientRect().bottom - globalThis.innerHeight + 8;
    if (over > 0) popover.style.top = `${popover.offsetTop - over}px`;
    this.#liftWhileOpen(popover);
    const opener = document.activeElement;
    takeKeys(popover, opener instanceof HTMLElement ? opener : undefined);
  }

  /** What a person has changed in it since this was asked last. */
  takeChanges(): { row: string; track: IgvTrack; changed: FileOptions } | undefined {
    if (!this.#opened) return undefined;
    const { row, track, options } = this.#opened;
    const changed = changedOptions(options, optionsOf(track));
    if (Object.keys(changed).length === 0) return undefined;
    this.#opened = { row, track, options: { ...options, ...changed } };
    return { row, track, changed };
  }

  /** What igv settled on while its menu was open was there before all that is chosen in it. */
  noteSettled(track: IgvTrack, settled: FileOptions): void {
    const open = this.#opened;
    if (open?.track === track) this.#opened = { ...open, options: { ...settled, ...open.options } };
  }

  /** The column's headings lie over igv, but not over a menu of it. */
  #liftWhileOpen(popover: HTMLElement): void {
    const { host } = this.#browser.columnContainer.getRootNode() as ShadowRoot;
    host.classList.add('menu-open');
    const observer = new MutationObserver(() => {
      if (popover.style.display !== 'none' && popover.isConnected) return;
      host.classList.remove('menu-open');
      observer.disconnect();
    });
    observer.observe(popover, { attributes: true, attributeFilter: ['style'] });
  }
}
