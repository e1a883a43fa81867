import type { Region } from '../../src-main/contract/index.ts';
import type { IgvBrowser, IgvSort, IgvTrackView } from './igv-types.ts';

/** Reads that igv has fetched for a part of the genome. */
interface SortableReads {
  sortRows?(order: object): void;
}

/** Sorts reads by the base that they have in the middle of each locus; once more, the other way round. */
export function sortReads(view: IgvTrackView): void {
  const { track } = view;
  const before = track.sortObject;
  for (const { referenceFrame, cachedFeatures } of view.viewports) {
    const { chr, start, end } = referenceFrame;
    const position = Math.floor((start + end) / 2);
    const isSame = before?.position === position && before.chr === chr;
    const direction = !(isSame && before.direction);
    const order = { ...byBase(chr, position, direction), sortAsPairs: track.viewAsPairs ?? false };
    track.sortObject = order;
    (cachedFeatures as SortableReads | undefined)?.sortRows?.(order);
  }
  view.repaintViews();
}

/** Sorts the reads of all files by the base that they have at a place, those that come later too. */
export function sortReadsAt({ trackViews }: IgvBrowser, place: Region): void {
  for (const { track, viewports } of trackViews) {
    if (track.type !== 'alignment') continue;
    const order = {
      ...byBase(place.contig, place.start, true),
      sortAsPairs: track.viewAsPairs ?? false,
    };
    track.sortObject = order;
    for (const { referenceFrame, cachedFeatures } of viewports) {
      if (referenceFrame.chr !== place.contig) continue;
      (cachedFeatures as SortableReads | undefined)?.sortRows?.(order);
    }
  }
}

function byBase(chr: string, position: number, direction: boolean): IgvSort {
  return { chr, position, option: 'BASE', direction };
}
