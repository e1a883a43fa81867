import type { FileOptions } from '../../../src-main/contract/index.ts';
import { changedOptions } from './file-options.ts';
import type { IgvTrack } from '../igv-types.ts';
import { parseOrder, sortBy } from './read-order.ts';

/** Options of reads that need nothing to be read again. */
const inPlace = new Set<string>([
  ...['colorBy', 'groupBy', 'viewAsPairs', 'showSoftClips', 'showAllBases', 'showMismatches'],
  ...['showInsertions', 'displayMode', 'sort'],
]);

/**
 * Has reads that are drawn be drawn as was chosen since, in place; false where igv needs another track for it:
 * what is chosen no more is as igv would have it by itself.
 */
export function applyOptions(track: IgvTrack, before: FileOptions, now: FileOptions): boolean {
  const { alignmentTrack: reads } = track;
  const changed = changedOptions(before, now);
  const isGone = Object.keys(before).some((name) => !(name in now));
  const views = track.trackView?.viewports ?? [];
  // Zoomed out there are none yet, and igv would trip over it.
  const isThere = views.every(({ cachedFeatures }) => cachedFeatures !== undefined);
  const areKnown = Object.keys(changed).every((name) => inPlace.has(name));
  if (!reads || isGone || !isThere || !areKnown) return false;
  const { sort, ...plain } = changed;
  Object.assign(reads, igvOptions(plain));
  reads.repackAlignments();
  const order = parseOrder(sort ?? now.sort);
  if (order) {
    const there = views.filter(({ referenceFrame }) => referenceFrame.chr === order.chr);
    const fetched = there.map(({ cachedFeatures }) => cachedFeatures);
    sortBy(track, order, fetched);
  }
  track.trackView?.repaintViews();
  return true;
}

/** As igv takes them: no group is no word, and an order is an object of its own. */
export function igvOptions({ sort, ...others }: FileOptions): object {
  const order = parseOrder(sort);
  return {
    ...others,
    ...(others.groupBy === 'none' && { groupBy: undefined }),
    ...(order && {
      // 1-based in its settings.
      sort: {
        ...{ ...order, position: order.position + 1, direction: order.direction ? 'ASC' : 'DESC' },
        sortAsPairs: others.viewAsPairs === true,
      },
    }),
  };
}
