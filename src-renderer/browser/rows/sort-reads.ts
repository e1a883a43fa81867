import type { Region } from '../../../src-main/contract/index.ts';
import type { IgvBrowser, IgvTrackView } from '../igv-types.ts';
import { sortBy } from './read-order.ts';

/**
 * Sorts reads by what they have in the middle of each locus: their base, or another of igv's options; once more,
 * the other way round.
 */
export function sortReads(view: IgvTrackView, option = 'BASE'): void {
  const { track } = view;
  const middles = view.viewports.map(({ referenceFrame: { chr, start, end }, cachedFeatures }) => {
    return { chr, position: Math.floor((start + end) / 2), cachedFeatures };
  });
  // Of several loci the track remembers the last.
  const [before, last] = [track.sortObject, middles.at(-1)];
  const isSame =
    before?.option === option && before.position === last?.position && before.chr === last.chr;
  const direction = !(isSame && before.direction);
  for (const { chr, position, cachedFeatures } of middles) {
    sortBy(track, { option, chr, position, direction }, [cachedFeatures]);
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
    sortBy(track, { option: 'BASE', chr, position, direction: true }, fetched);
  }
}
