import type { Region } from '../../../src-main/contract/index.ts';
import type { IgvBrowser, IgvSort, IgvTrack, IgvTrackView } from '../igv-types.ts';

/** Reads that igv has fetched for a part of the genome. */
interface SortableReads {
  sortRows?(order: object): void;
}

/** Sorts reads by the base that they have in the middle of each locus; once more, the other way round. */
export function sortReads(view: IgvTrackView): void {
  const { track } = view;
  const middles = view.viewports.map(({ referenceFrame: { chr, start, end }, cachedFeatures }) => {
    return { chr, position: Math.floor((start + end) / 2), cachedFeatures };
  });
  // Of several loci the track remembers the last.
  const [before, last] = [track.sortObject, middles.at(-1)];
  const isSame = before?.position === last?.position && before?.chr === last?.chr;
  const direction = !(isSame && before?.direction);
  for (const { chr, position, cachedFeatures } of middles) {
    sortByBase(track, { chr, position, direction }, [cachedFeatures]);
  }
  view.repaintViews();
}

/** Sorts the reads of all files by the base that they have at a place, those that come later too. */
export function sortReadsAt({ trackViews }: IgvBrowser, place: Region): void {
  const { contig: chr, start: position } = place;
  for (const { track, viewports } of trackViews) {
    if (track.type !== 'alignment') continue;
    const there = viewports.filter(({ referenceFrame }) => referenceFrame.chr === chr);
    const fetched = there.map(({ cachedFeatures }) => cachedFeatures);
    sortByBase(track, { chr, position, direction: true }, fetched);
  }
}

/** Sorts what was fetched, and what will be. */
function sortByBase(
  track: IgvTrack,
  at: Omit<IgvSort, 'option'>,
  fetched: readonly unknown[],
): void {
  const order = { ...at, option: 'BASE', sortAsPairs: track.viewAsPairs ?? false };
  track.sortObject = order;
  for (const reads of fetched) (reads as SortableReads | undefined)?.sortRows?.(order);
}
