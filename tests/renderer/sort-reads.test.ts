import { expect, it } from 'vitest';
import type { IgvBrowser, IgvTrack, IgvTrackView } from '../../src-renderer/browser/igv-types.ts';
import { applyOptions } from '../../src-renderer/browser/rows/apply-options.ts';
import { formatOrder, parseOrder } from '../../src-renderer/browser/rows/read-order.ts';
import { sortReads, sortReadsAt } from '../../src-renderer/browser/rows/sort-reads.ts';

/** A row of igv's that shows so many places side by side, and the orders that its reads are put in. */
function rowOf(type: string, places: readonly (readonly [chr: string, start: number])[]) {
  const orders: object[] = [];
  const viewports = places.map(([chr, start]) => ({
    referenceFrame: { chr, start, end: start + 101 },
    cachedFeatures: { sortRows: (order: object) => orders.push(order) },
  }));
  // One that has fetched nothing yet.
  const nothing = { referenceFrame: { chr: 'a', start: 0, end: 1 }, cachedFeatures: undefined };
  const track: { type: string; viewAsPairs: boolean; sortObject?: object } = {
    ...{ type, viewAsPairs: true },
  };
  const row = { track, viewports: [nothing, ...viewports], repaintViews: () => undefined };
  return { view: row as unknown as IgvTrackView, track, orders };
}

const byBase = { option: 'BASE', sortAsPairs: true };

it('reads are sorted by the base in the middle of each locus, and once more the other way round', () => {
  const { view, track, orders } = rowOf('alignment', [
    ['a', 200],
    ['b', 700],
  ]);
  const sorted = (direction: boolean) => [
    { ...byBase, chr: 'a', position: 250, direction },
    { ...byBase, chr: 'b', position: 750, direction },
  ];
  for (const direction of [true, false, true]) {
    sortReads(view);
    expect(orders.splice(0)).toEqual(sorted(direction));
    expect(track.sortObject).toEqual(sorted(direction)[1]);
  }
});

it('the reads of all files are sorted by a place where it is seen, and those that come later', () => {
  const [reads, others, values] = [
    rowOf('alignment', [
      ['a', 100],
      ['b', 100],
    ]),
    rowOf('alignment', [['b', 300]]),
    rowOf('wig', [['a', 100]]),
  ];
  const trackViews = [reads.view, others.view, values.view];
  sortReadsAt({ trackViews } as unknown as IgvBrowser, { contig: 'a', start: 120, end: 121 });
  const order = { ...byBase, chr: 'a', position: 120, direction: true };
  expect(reads.orders).toEqual([order]);
  expect(others.orders).toEqual([]);
  expect([reads.track, others.track].map(({ sortObject }) => sortObject)).toEqual([order, order]);
  expect(values.track.sortObject).toBeUndefined();
});

it.each([
  ['BASE chr1:1234 ASC', { option: 'BASE', chr: 'chr1', position: 1233, direction: true }],
  [
    'TAG:HP c|1:2:9 DESC',
    { option: 'TAG', tag: 'HP', chr: 'c|1:2', position: 8, direction: false },
  ],
])('the order "%s" is read and written', (text, order) => {
  expect(parseOrder(text)).toEqual(order);
  expect(formatOrder(order)).toBe(text);
});

it('what is no order is none', () => {
  for (const text of [undefined, 7, 'BASE', 'BASE chr1 ASC', 'BASE chr1:x ASC'])
    expect(parseOrder(text)).toBeUndefined();
});

it('a choice for reads is made in place where nothing must be read again for it', () => {
  const { view, track, orders } = rowOf('alignment', [['a', 200]]);
  const packed: object[] = [];
  const reads = { repackAlignments: () => packed.push({ ...reads }), groupBy: 'strand' };
  const own = { ...track, alignmentTrack: reads, trackView: view } as unknown as IgvTrack;
  // Nothing was fetched for one place.
  expect(applyOptions(own, {}, { colorBy: 'strand' })).toBe(false);
  Object.assign(view, { viewports: view.viewports.slice(1) });
  const now = { groupBy: 'none', sort: 'BASE a:250 DESC' };
  expect(applyOptions(own, { groupBy: 'strand' }, now)).toBe(true);
  expect(packed).toMatchObject([{ groupBy: undefined }]);
  expect(orders).toEqual([{ ...byBase, chr: 'a', position: 249, direction: false }]);
  expect(applyOptions(own, now, {})).toBe(false);
  expect(applyOptions(own, {}, { showCoverage: false })).toBe(false);
});
