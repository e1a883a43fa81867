import { expect, it } from 'vitest';
import { anchoredWindow } from '../../src-main/sequence/index.ts';

it.each([
  ['+', 6, { start: 97, end: 103 }],
  ['+', 5, { start: 98, end: 103 }],
  ['-', 6, { start: 98, end: 104 }],
  ['-', 5, { start: 98, end: 103 }],
] as const)(
  'on the %s strand %i bp have the anchor half-way in the order they are read',
  (strand, length, place) => {
    const found = anchoredWindow(100, length, strand);
    expect(found).toEqual(place);
    const index = strand === '+' ? 100 - found.start : found.end - 1 - 100;
    expect(index).toBe(Math.floor(length / 2));
  },
);
