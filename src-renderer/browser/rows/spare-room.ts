import { rowGap } from '../igv-theme.ts';
import type { IgvBrowser, IgvTrackView } from '../igv-types.ts';
import { heightNow } from './lay-rows.ts';

/** px of a row of reads: of which nothing is drawn, for too much is in view; at least; and at most. */
const [notice, least, most] = [48, 220, 640];

/** px by which rows may fail to fill a page: a bar to scroll by is worse than a gap. */
const slack = 4;

/**
 * px of each row of reads whose height was not chosen: together they take the room that the other rows leave on
 * the page.
 * @param rows those rows, and whether so much is in view that none of their reads is drawn
 */
export function readHeights(
  browser: IgvBrowser,
  rows: ReadonlyMap<IgvTrackView, boolean>,
): Map<IgvTrackView, number> {
  const drawn = [...rows.values()].filter((isTooWide) => !isTooWide).length;
  const others = browser.trackViews.reduce(
    (sum, view) => sum + rowGap + (rows.has(view) ? 0 : heightNow(view)),
    (rows.size - drawn) * notice,
  );
  const share = sharedHeight(pageHeight(browser) - others, drawn);
  return new Map([...rows].map(([view, isTooWide]) => [view, isTooWide ? notice : share]));
}

/** px of each of so many rows of reads, of the px that are left for them. */
export function sharedHeight(left: number, rows: number): number {
  const each = Math.floor((left - slack) / Math.max(1, rows));
  return Math.max(least, Math.min(most, each));
}

/** px of the rows that are seen at once. */
function pageHeight({ columnContainer }: IgvBrowser): number {
  const { host } = columnContainer.getRootNode() as ShadowRoot;
  return host.closest('[role=application]')?.clientHeight ?? 0;
}
