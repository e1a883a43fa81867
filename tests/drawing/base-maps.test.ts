import { describe, expect, it } from 'vitest';
import type { DependencyMap, Mutagenesis } from '../../src-main/contract/index.ts';
import {
  drawDependencies,
  drawDependencySquare,
  drawMutagenesis,
  emptyHeight,
  inks,
  isOutOfView,
  leastMapShare,
  letterColors,
  mutagenesisHeight,
  pairAt,
  pairInSquare,
  shownDependencies,
  shownMutagenesis,
  substitutionAt,
} from '../../src-main/drawing/index.ts';
import { betweenBlocks } from '../../src-main/drawing/bases/shown-dependencies.ts';
import { seeded } from '../formats/fixtures.ts';
import { boxOf, recordingPen, type Filled } from '../support/recording-pen.ts';

const region = { contig: 'chr1', start: 100, end: 104 };
const model = { id: 'm', name: 'M', version: '1', family: 'hawk', hash: 'a' };
const shared = { model, region, interval: region, tolerance: 0.01, bases: 'GATN' };
/** `GATN`: the G is needed, of the A a T is better, the T does not matter, N has no values. */
const mutagenesis: Mutagenesis = {
  ...shared,
  readout: { kind: 'likelihood', masked: false },
  changes: Float32Array.of(-4, -4, 0, -4, 0, 0, 0, 2, 0, 0, 0, 0, NaN, NaN, NaN, NaN),
};
/** px a base. */
const wide = 20;
const place = { contig: 'chr1', bpStart: 98, bpPerPixel: 1 / wide, width: 200, height: 132 };
const opacity = ({ color }: Filled) => Number(/,([\d.]+)\)$/.exec(color)?.[1]);

describe('a mutagenesis', () => {
  it('is a cell for each base that is put in, by its centred value, and letters above', () => {
    const { pen, filled } = recordingPen();
    drawMutagenesis(pen, shownMutagenesis(mutagenesis), place);
    const cells = filled.filter(({ color }) => /^rgba\((31|199),/.test(color));
    // Three bases have values.
    expect(cells).toHaveLength(12);
    const at = (base: number, row: number) => cells[4 * base + row]!;
    // Of the G: -1, -1, 3, -1, of which 3 is the largest that there is.
    expect([0, 1, 2, 3].map((row) => opacity(at(0, row)))).toEqual([1 / 3, 1 / 3, 1, 1 / 3]);
    expect(at(0, 2).color).toMatch(/^rgba\(199,91,0/);
    expect(at(0, 0).color).toMatch(/^rgba\(31,111,181/);
    // Of the A: -0.5, -0.5, -0.5, 1.5.
    expect(opacity(at(1, 3))).toBe(0.5);
    expect([0, 1, 2, 3].map((row) => opacity(at(2, row)))).toEqual([0, 0, 0, 0]);
    expect(boxOf(at(0, 0).outlines)).toMatchObject({ left: 40, right: 60 });
    expect(boxOf(at(1, 0).outlines)).toMatchObject({ left: 60, right: 80 });
    const tops = [0, 1, 2, 3].map((row) => boxOf(at(0, row).outlines).top);
    expect(tops.toSorted((a, b) => a - b)).toEqual(tops);

    // The G is as high as 3, the A hangs down by 0.5; the T has no height, and N is no letter.
    const letters = filled.filter(({ outlines: [first] }) => first!.length > 4);
    expect(letters.map(({ color }) => color)).toEqual([letterColors['G'], letterColors['A']]);
    const [g, a] = letters.map(({ outlines }) => boxOf(outlines));
    expect(g!.height / a!.height).toBeCloseTo(6, 1);
    expect(a!.top).toBeCloseTo(g!.bottom, 0);
    expect(filled.flatMap(({ text }) => text ?? [])).toEqual(['A', 'C', 'G', 'T']);
  });

  it('shows of many bases on a pixel the value of the largest size', () => {
    const count = 1000;
    const changes = new Float32Array(4 * count);
    // One C that must not become a T.
    changes.set([0, 0, 0, -8], 4 * 537);
    const long = { ...mutagenesis, bases: 'C'.repeat(count), changes };
    const whole = { contig: 'chr1', start: 0, end: count };
    const { pen, filled } = recordingPen();
    const far = { contig: 'chr1', bpStart: 0, bpPerPixel: 10, width: 100, height: 132 };
    drawMutagenesis(pen, shownMutagenesis({ ...long, region: whole, interval: whole }), far);
    const strong = filled.filter((one) => opacity(one) === 1);
    expect(strong).toHaveLength(1);
    expect(strong[0]!.color).toMatch(/^rgba\(31,/);
    expect(boxOf(strong[0]!.outlines)).toMatchObject({ left: 53, right: 54 });
  });

  it('tells what is under a pointer', () => {
    const shown = shownMutagenesis(mutagenesis);
    const at = (position: number, y: number) =>
      substitutionAt(shown, mutagenesisHeight, { position, y });
    expect(at(99.9, 100)).toBeUndefined();
    expect(at(104, 100)).toBeUndefined();
    expect(at(100.5, 20)).toEqual({ base: 0, to: undefined });
    const { pen, filled } = recordingPen();
    drawMutagenesis(pen, shown, place);
    const cells = filled.filter(({ color }) => /^rgba\((31|199),/.test(color));
    for (const [i, { outlines }] of cells.entries()) {
      const { left, right, top, bottom } = boxOf(outlines);
      const position = place.bpStart + (left + right) / 2 / wide;
      expect(at(position, (top + bottom) / 2)).toEqual({ base: i >> 2, to: 'ACGT'[i & 3] });
    }
  });

  it('draws nothing of another contig, and of one without any change only what was read', () => {
    const still = { ...mutagenesis, changes: new Float32Array(16) };
    for (const [map, where] of [
      [mutagenesis, { ...place, contig: 'chr2' }],
      [still, place],
    ] as const) {
      const { pen, filled } = recordingPen();
      drawMutagenesis(pen, shownMutagenesis(map), where);
      expect(filled.filter(({ color }) => color.startsWith('rgba'))).toEqual([]);
    }
  });
});

/** A map of `n` bases from base 0 on, 0 but for some pairs. */
function dependencies(n: number, pairs: readonly (readonly [number, number, number])[]) {
  const values = new Float32Array(n * n);
  for (let i = 0; i < n; i++) values[i * n + i] = NaN;
  for (const [from, to, value] of pairs) values[from * n + to] = value;
  const whole = { contig: 'chr1', start: 0, end: n };
  const bases = 'ACGT'.repeat(Math.ceil(n / 4)).slice(0, n);
  const map: DependencyMap = { ...shared, region: whole, interval: whole, bases, values };
  return shownDependencies(map);
}

const triangle = { contig: 'chr1', bpStart: 0, bpPerPixel: 1 / 20, width: 200, height: 180 };

/** Cells by their opacity, px of their middle. */
function cellsOf(filled: readonly Filled[]) {
  const own = filled.filter(({ color }) => color.startsWith('rgba(107,45,140'));
  return own.flatMap((one) =>
    one.outlines.map((outline) => {
      const { left, right, top, bottom } = boxOf([outline]);
      return { opacity: opacity(one), x: (left + right) / 2, y: (top + bottom) / 2 };
    }),
  );
}

describe('a dependency map', () => {
  it('hangs from its bases as a triangle: the larger of both ways, below the middle of the two', () => {
    const { pen, filled } = recordingPen();
    const shown = dependencies(10, [
      [2, 6, 8],
      [6, 2, 4],
      [9, 8, 2],
    ]);
    drawDependencies(pen, shown, triangle);
    const cells = cellsOf(filled).toSorted((a, b) => b.opacity - a.opacity);
    expect(cells.map((cell) => cell.opacity)).toEqual([1, 0.25]);
    // Between bases 2 and 6, whose middles are at 50 and 130 px; four bases apart.
    expect(cells[0]!.x).toBeCloseTo(90);
    expect(cells[1]!.x).toBeCloseTo(180);
    expect((cells[0]!.y - 14) / (cells[1]!.y - 14)).toBeGreaterThan(3);
    expect(filled.filter(({ outlines: [first] }) => first!.length > 4).length).toBeGreaterThan(4);
  });

  it('has room for its farthest pair, however low the row', () => {
    for (const height of [60, 180, 400]) {
      const { pen, filled } = recordingPen();
      drawDependencies(pen, dependencies(10, [[0, 9, 1]]), { ...triangle, height });
      const [cell] = cellsOf(filled);
      expect(cell!.y).toBeLessThan(height);
      expect(cell!.x).toBeCloseTo(100);
    }
  });

  it('tells which pair is under a pointer, in the triangle and in the square', () => {
    const n = 10;
    for (let from = 0; from < n; from++) {
      for (let to = from + 1; to < n; to++) {
        const { pen, filled } = recordingPen();
        const shown = dependencies(n, [[from, to, 1]]);
        drawDependencies(pen, shown, triangle);
        const [{ x, y } = { x: NaN, y: NaN }] = cellsOf(filled);
        expect(pairAt(shown, triangle, { position: x / 20, y })).toEqual({ from, to });
        const square = recordingPen();
        drawDependencySquare(square.pen, shown, 292);
        const [cell] = cellsOf(square.filled);
        expect(pairInSquare(shown, 292, cell!)).toEqual({ from, to });
      }
    }
    expect(pairAt(dependencies(n, []), triangle, { position: 5, y: 400 })).toBeUndefined();
    expect(pairInSquare(dependencies(n, []), 292, { x: 5, y: 100 })).toBeUndefined();
  });

  it('loses no pair where many lie on a pixel', () => {
    const shown = dependencies(1000, [
      [17, 801, 4],
      [640, 30, 8],
    ]);
    const { pen, filled } = recordingPen();
    drawDependencies(pen, shown, { ...triangle, bpPerPixel: 5 });
    const cells = cellsOf(filled).toSorted((a, b) => b.opacity - a.opacity);
    expect(cells.map((cell) => cell.opacity)).toEqual([1, 0.5]);
    expect(Math.abs(cells[0]!.x - 335 / 5)).toBeLessThan(3);
    expect(Math.abs(cells[1]!.x - 409 / 5)).toBeLessThan(3);
    const square = recordingPen();
    drawDependencySquare(square.pen, shown, 250);
    expect(cellsOf(square.filled).map((cell) => cell.opacity)).toEqual([0.5, 1]);
  });

  it('draws no cell so flat that its colour would be lost', () => {
    const shown = dependencies(1000, [[3, 990, 8]]);
    const { pen, filled } = recordingPen();
    drawDependencies(pen, shown, { ...triangle, bpPerPixel: 1, width: 1200 });
    const cells = filled.filter(({ color }) => color.startsWith('rgba(107,45,140'));
    expect(cells).toHaveLength(1);
    // A px, and what lies over its neighbours.
    expect(boxOf(cells[0]!.outlines).height).toBeGreaterThan(1.4);
  });

  it('finds the largest of any two blocks of bases, whatever the number of bases', () => {
    const random = seeded(3);
    for (const n of [2, 3, 7, 16, 21]) {
      const pairs = Array.from({ length: 2 * n }, () => {
        const [from, to] = [Math.floor(random() * n), Math.floor(random() * n)];
        return [from, to, from === to ? NaN : random()] as const;
      });
      const shown = dependencies(n, pairs);
      const { values } = shown.numbers;
      for (const level of [0, ...shown.blocks.keys()].map((_, i) => i)) {
        const size = 2 ** level;
        for (const [from, to] of [
          [0, 0],
          [0, Math.floor((n - 1) / size)],
        ] as const) {
          if (level === 0 && from === to) continue;
          let largest = 0;
          for (const [index, value] of values.entries()) {
            const [i, j] = [Math.floor(index / n / size), Math.floor((index % n) / size)];
            const isOf = (i === from && j === to) || (i === to && j === from);
            if (isOf && value > largest) largest = value;
          }
          expect(betweenBlocks(shown, level, { from, to })).toBe(largest);
        }
      }
    }
  });

  it('of one base, or of none with a value, is empty and not black', () => {
    for (const n of [1, 3]) {
      const all = Array.from({ length: n * n }, (_, i) => [Math.floor(i / n), i % n, NaN] as const);
      const shown = dependencies(n, all);
      const { pen, filled } = recordingPen();
      drawDependencySquare(pen, shown, 292);
      drawDependencies(pen, shown, triangle);
      expect(filled.filter(({ color }) => color.startsWith('rgba'))).toEqual([]);
    }
  });

  it('points a pair out: its cell with the way to both bases, its row and its column', () => {
    const shown = { ...dependencies(10, [[2, 6, 8]]), chosen: { from: 6, to: 2 } };
    const { pen, stroked } = recordingPen();
    drawDependencies(pen, shown, triangle);
    const [lines] = stroked.slice(-1);
    expect(lines!.slice(0, 2).map(([first]) => first![0])).toEqual([50, 130]);
    const square = recordingPen();
    drawDependencySquare(square.pen, shown, 292);
    const [, row, column] = square.stroked.at(-1)!.map((outline) => boxOf([outline]));
    expect(row!.width).toBeGreaterThan(270);
    expect((row!.top + row!.bottom) / 2).toBeCloseTo(12 + 6.5 * 28);
    expect((column!.left + column!.right) / 2).toBeCloseTo(12 + 2.5 * 28);
  });
});

it('the rows of a mutagenesis are named where it is seen, though more of it is drawn', () => {
  const left = { ...place, bpStart: 90, width: 400 };
  const nameAt = (view: { left: number; right: number }) => {
    const { pen, filled } = recordingPen();
    drawMutagenesis(pen, shownMutagenesis(mutagenesis), left, view);
    const names = filled.filter(({ text }) => text !== undefined);
    expect(names.map(({ text }) => text)).toEqual(names.length > 0 ? ['A', 'C', 'G', 'T'] : []);
    return names[0]?.outlines[0]?.[0]?.[0];
  };
  // Cells begin at 200 px and end at 280: left of them, over the first, over others, nowhere.
  expect(nameAt({ left: 100, right: 300 })).toBe(194);
  expect(nameAt({ left: 195, right: 300 })).toBe(201);
  expect(nameAt({ left: 240, right: 300 })).toBe(246);
  expect(nameAt({ left: 290, right: 390 })).toBeUndefined();
});

it('a map that is less than a twentieth of a view is a bar of a few px in a thin row', () => {
  const read = [{ interval: region }];
  const seen = (bp: number) => ({ contig: 'chr1', start: 50, end: 50 + bp });
  expect(isOutOfView(read, seen(80), leastMapShare)).toBe(false);
  expect(isOutOfView(read, seen(81), leastMapShare)).toBe(true);
  expect(isOutOfView(read, seen(81))).toBe(false);
  expect(isOutOfView(read, { ...seen(80), contig: 'chr2' }, leastMapShare)).toBe(true);
  const thin = { contig: 'chr1', bpStart: 0, bpPerPixel: 10, width: 200, height: emptyHeight };
  const { pen, filled } = recordingPen();
  drawMutagenesis(pen, shownMutagenesis(mutagenesis), thin);
  expect(filled.map(({ color }) => color)).toEqual([inks.axis]);
  expect(boxOf(filled[0]!.outlines)).toMatchObject({ left: 10, right: 14, top: 3, bottom: 11 });
});
