import type { IgvBrowser, IgvReferenceFrame } from './igv-types.ts';
import { plainText } from './plain-text.ts';

/** Entries that igv marks up itself: a rule, a heading in bold, indented words. */
const ownMarkup =
  /^(<hr ?\/?>|<hr style="[\w\s:;-]*">|<b>[\w .,-]*<\/b>|<div>[\w .,-]*<\/div>|(&nbsp;)*[^<>&]*)$/;

/**
 * Words that igv reads from the user's files by itself and would write as HTML: contigs in the menus of
 * reads and in the labels of a split view, and what is typed as a track's name. What it says of a
 * feature comes to this window's own card (`feature-text.ts`), its alerts to the notices.
 */
export function keepWordsPlain(browser: IgvBrowser): void {
  const { menuPopup, menuUtils, inputDialog } = browser;
  const present = menuPopup.presentTrackContextMenu.bind(menuPopup);
  menuPopup.presentTrackContextMenu = (event, items) =>
    present(event, items.filter(isOffered).map(plainMenuItem));
  // Without name, height and removal of a track, which are the column's.
  menuUtils.trackMenuItemList = (view) =>
    menuUtils.defaultMenuItems(view).filter(isOffered).map(plainMenuItem);
  Object.defineProperty(inputDialog, 'value', { get: () => plainText(inputDialog._input.value) });
  const [frame] = browser.referenceFrameList ?? [];
  if (frame) keepLabelsPlain(Object.getPrototypeOf(frame) as IgvReferenceFrame);
}

/** For all views there will be: every move makes new frames. */
function keepLabelsPlain(frames: IgvReferenceFrame): void {
  for (const name of ['getMultiLocusLabel', 'getMultiLocusLabelBPLengthOnly'] as const) {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- Called on the frame below.
    const label = frames[name];
    frames[name] = function (pixels) {
      return label.call(this, pixels).replaceAll(this.chr, () => plainText(this.chr));
    };
  }
}

/** What another machine would have to do, or a view that this window has not, is not offered. */
function isOffered(item: unknown): boolean {
  const { label } = (item ?? {}) as { label?: unknown };
  return typeof label !== 'string' || !/\bBLAT\b|circular view/i.test(label);
}

/** An entry of one of igv's menus (text, an element, or with a label) of which no word of a file becomes markup. */
function plainMenuItem<T>(item: T): T | string {
  if (typeof item === 'string') return ownMarkup.test(item) ? item : plainText(item);
  if (typeof item !== 'object' || item === null || item instanceof Node) return item;
  const { label } = item as { label?: unknown };
  return typeof label === 'string' ? { ...item, label: plainMenuItem(label) } : item;
}
