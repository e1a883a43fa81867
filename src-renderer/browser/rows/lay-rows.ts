import { emptyHeight } from '../../../src-main/drawing/index.ts';
import { gapShadow, rowGap } from '../igv-theme.ts';
import type { IgvBrowser, IgvTrack, IgvTrackView } from '../igv-types.ts';
import type { RowPlace } from './row-place.ts';
import type { WantedTrack } from './wanted-tracks.ts';

/** What a row of igv's was made of; undefined of ruler and sequence. */
type WantedOf = (id: string) => WantedTrack | undefined;

/** Whether so much is in view that igv draws nothing of a row. */
type IsTooWide = (track: IgvTrack) => boolean;

/** Where the rows lie as igv has laid them out; those that are to stay in sight are made to. */
export function layRows(browser: IgvBrowser, wantedOf: WantedOf, isTooWide: IsTooWide): RowPlace[] {
  const laid = browser.trackViews.flatMap((view) => {
    const place = placeOf(view, wantedOf, isTooWide);
    return place ? [{ view, place }] : [];
  });
  const pins = pinned(laid, roomOf(browser), wantedOf);
  for (const [i, { view, place }] of laid.entries()) {
    for (const { viewportElement } of view.viewports) {
      stick(viewportElement, pins[i]);
      viewportElement.role = 'img';
      viewportElement.ariaLabel = wantedOf(place.id)?.row.name ?? place.id;
    }
  }
  return laid.map(({ place }, i) => ({ ...place, pinned: pins[i] }));
}

/** px that a row takes now. */
export function heightNow({ viewports: [viewport] }: IgvTrackView): number {
  return viewport?.viewportElement.clientHeight ?? 0;
}

/** Gives a row so many px, if it has another height. */
export function setHeight(view: IgvTrackView, height: number): void {
  if (heightNow(view) !== height) view.setTrackHeight(height, true);
}

/** By a row's id, or `ruler` or `sequence`. */
export function trackViewOf({ trackViews }: IgvBrowser, id: string): IgvTrackView | undefined {
  return trackViews.find(({ track }) => idOf(track) === id);
}

function idOf({ id, type }: IgvTrack): string | undefined {
  return id ?? type;
}

function placeOf(
  view: IgvTrackView,
  wantedOf: WantedOf,
  isTooWide: IsTooWide,
): RowPlace | undefined {
  const { track } = view;
  const id = idOf(track);
  if (id === undefined || id === 'ideogram') return undefined;
  const wanted = wantedOf(id);
  const range = track.coverageTrack?.dataRange ?? track.dataRange;
  const height = heightNow(view);
  const hasScale = wanted?.row.kind === 'prediction' || wanted?.row.kind === 'file';
  return {
    ...{ id, height, empty: wanted?.sources !== undefined && height === emptyHeight },
    ...(hasScale && range && !isTooWide(track) && { range: { min: range.min, max: range.max } }),
    ...(track.type === 'alignment' && { leftOut: leftOut(view) }),
    ...(track.type === 'variant' && { alleleColors: alleleColors(track) }),
  };
}

/** Undefined where igv does not draw frequencies: by itself it does where the header of a file has them. */
function alleleColors({ colorBy, altColor, refColor }: IgvTrack): RowPlace['alleleColors'] {
  if (colorBy !== 'AF' || typeof altColor !== 'string' || refColor === undefined) return undefined;
  return { alternative: altColor, reference: refColor };
}

/**
 * px from the top at which each row stays. Ruler, sequence and genes do while the others scroll by, as long
 * as they leave the others room.
 */
function pinned(
  laid: readonly { readonly place: RowPlace }[],
  room: number,
  wantedOf: WantedOf,
): (number | undefined)[] {
  let top = rowGap;
  let isPinned = true;
  return laid.map(({ place: { id, height } }) => {
    const row = wantedOf(id)?.row;
    const stays = row === undefined || (row.kind === 'file' && row.track.kind === 'annotation');
    isPinned &&= stays && (id === 'ruler' || top + height < room * 0.45);
    if (!isPinned) return undefined;
    const own = top;
    top += height + rowGap;
    return own;
  });
}

/** px that are there for rows. */
function roomOf({ columnContainer }: IgvBrowser): number {
  const area = (columnContainer.getRootNode() as ShadowRoot).host.parentElement;
  return area?.clientHeight ?? 0;
}

/** Reads that igv has left out of the tiles of 100 bp that are in view. */
function leftOut({ viewports }: IgvTrackView): number {
  const tiles = viewports.flatMap(({ cachedFeatures, referenceFrame: { start, end } }) => {
    const reads = cachedFeatures as { downsampledIntervals?: readonly LeftOut[] } | undefined;
    return (reads?.downsampledIntervals ?? []).filter(
      (tile) => tile.start < end && tile.end > start,
    );
  });
  return tiles.reduce((sum, { counts }) => sum + counts, 0);
}

/** What igv keeps of the reads that begin in a tile, 0-based half-open, and that it left out. */
interface LeftOut {
  readonly start: number;
  readonly end: number;
  readonly counts: number;
}

/** Keeps an element in sight, `top` px below the area's upper end. */
function stick({ style }: HTMLElement, top: number | undefined): void {
  style.position = top === undefined ? 'relative' : 'sticky';
  style.top = top === undefined ? '' : `${top}px`;
  style.zIndex = top === undefined ? '' : '60';
  style.background = top === undefined ? '' : 'var(--page)';
  // What scrolls by is not seen through the gap above.
  style.boxShadow = top === undefined ? '' : gapShadow;
}
