/// <reference lib="dom" />
import { describe, expect, it } from 'vitest';
import {
  drawLetter,
  letterColors,
  withBases,
  type PredictionBin,
} from '../../src-main/drawing/index.ts';

type Point = [number, number];

/** The outlines that a letter is filled with. */
function outlinesOf(letter: string, box = { left: 0, top: 0, width: 1, height: 1 }): Point[][] {
  const paths: Point[][] = [];
  let filled = 0;
  const context = {
    beginPath: () => paths.splice(0),
    moveTo: (x: number, y: number) => paths.push([[x, y]]),
    lineTo: (x: number, y: number) => paths.at(-1)!.push([x, y]),
    closePath: () => undefined,
    fill: () => filled++,
  };
  drawLetter(context as never, letter, box);
  expect(filled).toBe(paths.length > 0 ? 1 : 0);
  return paths;
}

/** How often the outlines go round a point: 0 outside, as canvas and SVG fill. */
function windingAt(outlines: readonly Point[][], [px, py]: Point): number {
  let winding = 0;
  for (const points of outlines) {
    for (const [i, [x, y]] of points.entries()) {
      const [toX, toY] = points[(i + 1) % points.length]!;
      if (y <= py === toY <= py) continue;
      const crossing = x + ((py - y) / (toY - y)) * (toX - x);
      if (crossing > px) winding += toY > y ? 1 : -1;
    }
  }
  return winding;
}

/** Five rows of a letter as they are filled. */
function pictureOf(letter: string): string[] {
  const outlines = outlinesOf(letter);
  return [0.08, 0.3, 0.5, 0.62, 0.92].map((y) =>
    [0.1, 0.3, 0.5, 0.7, 0.9].map((x) => (windingAt(outlines, [x, y]) === 0 ? '.' : '#')).join(''),
  );
}

describe('a letter', () => {
  it('fills its box, however high and narrow', () => {
    for (const letter of 'ACGT') {
      const points = outlinesOf(letter, { left: 10, top: 5, width: 4, height: 200 }).flat();
      const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
      expect(Math.min(...ys)).toBeCloseTo(5, 0);
      expect(Math.max(...ys)).toBeCloseTo(205, 0);
      expect(Math.min(...xs)).toBeCloseTo(10, 0);
      expect(Math.max(...xs)).toBeCloseTo(14, 0);
    }
  });

  it('looks as it should, its holes open', () => {
    expect(pictureOf('A')).toEqual(['..#..', '.#.#.', '.#.#.', '.###.', '#...#']);
    expect(pictureOf('C')).toEqual(['.###.', '#....', '#....', '#....', '.###.']);
    expect(pictureOf('G')).toEqual(['.###.', '#....', '#..##', '#..##', '.###.']);
    expect(pictureOf('T')).toEqual(['#####', '..#..', '..#..', '..#..', '..#..']);
  });

  it('is drawn of the four bases alone, each in a colour of its own', () => {
    expect(outlinesOf('N')).toEqual([]);
    expect(outlinesOf('A', { left: 0, top: 0, width: 1, height: 0 })).toEqual([]);
    expect(new Set(Object.values(letterColors)).size).toBe(4);
  });
});

it('bins of single bases get what stands there, in capitals, and wider ones nothing', () => {
  const bin = (start: number, end: number) => ({ start, end, value: 1 }) as PredictionBin;
  const found = withBases([bin(100, 101), bin(102, 103), bin(103, 105)], 'acGn', 100);
  expect(found.map(({ base }) => base)).toEqual(['A', 'G', undefined]);
  expect(withBases([bin(100, 101)], '', 100)[0]!.base).toBe('');
});
