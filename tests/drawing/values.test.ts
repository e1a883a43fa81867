import { describe, expect, it } from 'vitest';
import {
  drawValues,
  signColors,
  SvgPen,
  type Covering,
  type ShownValues,
} from '../../src-main/drawing/index.ts';
import { boxOf, recordingPen } from '../support/recording-pen.ts';
import { Random } from '../support/random.ts';

const place = { contig: 'chr1', bpStart: 0, bpPerPixel: 100, width: 100, height: 55 };
const random = new Random(4);
/** Ten bins a pixel. */
const fine = Array.from({ length: 1000 }, (_, i) => {
  const value = random.next();
  return { start: 10 * i, end: 10 * (i + 1), value, min: value / 2, max: value, layer: 0 };
});
const shown: ShownValues = {
  ...{ bins: fine, layers: [[{ interval: { contig: 'chr1', start: 0, end: 10_000 } }]] },
  ...{ bin: 10, graph: 'bars', range: { min: 0, max: 1 }, log: false, color: '#336699' },
  ...{ isDifference: false, isAllele: false },
};
const measure = () => 0;

describe('bars', () => {
  it('of one pixel are one, as high as the highest, and dark up to their mean', () => {
    const { pen, filled } = recordingPen();
    drawValues(pen, shown, place);
    const boxes = (color: string) =>
      filled.filter((one) => one.color === color).map(({ outlines }) => boxOf(outlines));
    const [bars, means] = [boxes('#336699'), boxes('rgba(0,0,0,0.28)')];
    expect(bars.map(({ left }) => left)).toEqual(Array.from({ length: 101 }, (_, i) => i));
    for (const [pixel, { height }] of bars.entries()) {
      const own = fine.filter(({ start }) => Math.round(start / 100) === pixel);
      expect(height).toBeCloseTo(50 * Math.max(...own.map(({ max }) => max)));
      const mean = own.reduce((sum, { value }) => sum + value, 0) / own.length;
      expect(means[pixel]!.height).toBeCloseTo(50 * mean);
    }
  });

  it('that begin on one pixel with others are as high as those there alone', () => {
    const { pen, filled } = recordingPen();
    const bin = (start: number, end: number, value: number) => ({
      ...{ start, end, value, min: value, max: value, layer: 0 },
    });
    drawValues(pen, { ...shown, bins: [bin(500, 530, 1), bin(530, 1000, 0.2)], bin: 1000 }, place);
    const bars = filled.flatMap(({ color, outlines }) =>
      color === '#336699' ? [boxOf(outlines)] : [],
    );
    expect(bars).toMatchObject([
      { left: 5, width: 1, height: expect.closeTo(50) as number },
      { left: 6, width: 4, height: expect.closeTo(10) as number },
    ]);
  });

  it('are all dark where one of them has several values, so that a row is not striped', () => {
    const single = { start: 0, end: 100, value: 0.5, min: 0.5, max: 0.5, layer: 0 };
    const several = { start: 100, end: 200, value: 0.5, min: 0, max: 1, layer: 0 };
    const darkOf = (bins: readonly (typeof single)[], bin = 10) => {
      const { pen, filled } = recordingPen();
      drawValues(pen, { ...shown, bins, bin }, place);
      return filled.filter(({ color }) => color === 'rgba(0,0,0,0.28)').length;
    };
    expect(darkOf([single, several])).toBe(2);
    expect(darkOf([single])).toBe(0);
    // The first, cut by the edge of the view, shares its pixel with the next.
    expect(
      darkOf(
        [
          { ...single, end: 20 },
          { ...several, start: 20 },
        ],
        100,
      ),
    ).toBe(0);
  });

  it('keep to their own pixels below the line of a second answer', () => {
    const { pen, filled } = recordingPen();
    const [[first]] = shown.layers as [[Covering]];
    drawValues(pen, { ...shown, layers: [[first], [first]] }, place);
    const boxes = filled.flatMap(({ color, outlines }) =>
      color === shown.color ? [boxOf(outlines)] : [],
    );
    expect(boxes).toHaveLength(101);
    expect(boxes.every(({ width }) => width === 1)).toBe(true);
  });

  it('are two paths of a figure, however many they are', () => {
    const pen = new SvgPen({ measure, scale: 1 });
    drawValues(pen, shown, place);
    const svg = pen.body();
    expect(svg.match(/<path [^>]*fill="#336699"/g)).toHaveLength(1);
    expect(svg.match(/<path [^>]*fill="#000000" fill-opacity="0.28"/g)).toHaveLength(1);
  });
});

it('a colour that shines through is as dark where rectangles lie over each other as on a screen', () => {
  const pen = new SvgPen({ measure, scale: 1 });
  pen.fillStyle = 'rgba(0,0,0,0.5)';
  pen.fillRect(0, 0, 2, 2);
  pen.fillRect(2, 0, 2, 2);
  pen.fillRect(3, 0, 2, 2);
  pen.translate(10, 0);
  pen.fillRect(5, 0, 2, 2);
  expect(pen.body().match(/<path /g)).toHaveLength(3);
});

it('cells of a heat map lie beside each other, a pixel wide where it holds many values', () => {
  const { pen, filled } = recordingPen();
  drawValues(pen, { ...shown, graph: 'heat map' }, place);
  const boxes = filled
    .filter(({ color }) => color.startsWith('rgba(51,102,153'))
    .map(({ outlines }) => boxOf(outlines));
  // As many as differ, from one end to the other without a gap, and none over another.
  expect(boxes.length).toBeGreaterThan(70);
  expect([boxes[0]!.left, boxes.at(-1)!.right]).toEqual([0, 101]);
  for (const [i, { left }] of boxes.slice(1).entries()) expect(left).toBe(boxes[i]!.right);
  const alike = fine.map((bin) => ({ ...bin, min: 0.5, value: 0.5, max: 0.5 }));
  const one = recordingPen();
  drawValues(one.pen, { ...shown, bins: alike, graph: 'heat map' }, place);
  expect(one.filled.filter(({ color }) => color.endsWith(',0.5)'))).toHaveLength(1);
});

it('cells of a heat map that are below zero are parted, and of a difference of their own colour', () => {
  const bins = [-0.5, 0.5].map((value, i) => {
    return { start: 5000 * i, end: 5000 * (i + 1), value, min: value, max: value, layer: 0 };
  });
  const heat = { ...shown, bins, range: { min: -1, max: 1 }, graph: 'heat map' } as const;
  for (const isDifference of [false, true]) {
    const { pen, filled } = recordingPen();
    drawValues(pen, { ...heat, isDifference }, place);
    const cells = filled.filter(({ color }) => color.endsWith(',0.5)'));
    expect(cells.map(({ outlines }) => outlines.length)).toEqual([2, 1]);
    const [below, above] = cells.map(({ color }) => color);
    if (isDifference) {
      expect(below).not.toBe(above);
      expect(signColors.less).toBe('#1f6fb5');
      expect(below).toMatch(/^rgba\(31,111,181,/);
    } else expect(below).toBe(above);
  }
});
