import { expect, test } from 'vitest';
import { orderBy, ordered } from '../../src-renderer/dialogs/file/file-order.ts';

const entries = [
  { name: 'older', path: '/older', isFolder: true },
  { name: 'a.fa', path: '/a.fa', isFolder: false, bytes: 5, modifiedAt: '2026-01-03' },
  { name: 'b.fa', path: '/b.fa', isFolder: false, bytes: 12, modifiedAt: '2026-01-02' },
  { name: 'c.fa', path: '/c.fa', isFolder: false, bytes: 12, modifiedAt: '2026-01-04' },
];

const names = (order: Parameters<typeof ordered>[1]) =>
  ordered(entries, order).map(({ name }) => name);

test('the first click on a heading lists the largest and the newest first, names from A', () => {
  const byName = { by: 'name', descending: false } as const;
  expect(names(byName)).toEqual(['older', 'a.fa', 'b.fa', 'c.fa']);
  expect(names(orderBy('modifiedAt', byName))).toEqual(['c.fa', 'a.fa', 'b.fa', 'older']);
  expect(names(orderBy('name', orderBy('bytes', byName)))).toEqual(names(byName));
});

test('another click turns the order round, and files of one size stay by name', () => {
  const largest = orderBy('bytes', { by: 'name', descending: false });
  expect(names(largest)).toEqual(['b.fa', 'c.fa', 'a.fa', 'older']);
  const smallest = orderBy('bytes', largest);
  expect(smallest).toEqual({ by: 'bytes', descending: false });
  expect(names(smallest).slice(-2)).toEqual(['b.fa', 'c.fa']);
  expect(names(orderBy('name', { by: 'name', descending: false }))).toEqual([
    'c.fa',
    'b.fa',
    'a.fa',
    'older',
  ]);
});
