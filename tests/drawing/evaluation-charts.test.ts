import { describe, expect, it } from 'vitest';
import { reportCharts } from '../../src-main/drawing/index.ts';
import type { Pen } from '../../src-main/drawing/pen.ts';
import { calibrate, rankingCurves, scatterOf } from '../../src-main/analysis/metrics/index.ts';
import { Random } from '../support/random.ts';

interface Drawn {
  readonly lines: (readonly [number, number])[][];
  readonly rects: { left: number; top: number; width: number; height: number }[];
  readonly texts: { text: string; left: number; right: number; top: number; bottom: number }[];
}

/** A pen that remembers: lines and rectangles in px, and the boxes of what is written upright. */
function recording(): { pen: Pen; drawn: Drawn } {
  const drawn: Drawn = { lines: [], rects: [], texts: [] };
  let line: (readonly [number, number])[] = [];
  let turned = 0;
  const ignore = () => undefined;
  const pen: Pen = {
    ...{ fillStyle: '', strokeStyle: '', lineWidth: 1, font: '' },
    ...{ textAlign: 'left', textBaseline: 'alphabetic' },
    save: () => turned++,
    restore: () => turned--,
    ...{ translate: ignore, rotate: ignore, closePath: ignore, clip: ignore, fill: ignore },
    ...{ setLineDash: ignore, rect: ignore, bezierCurveTo: ignore },
    beginPath: () => (line = []),
    moveTo: (x, y) => line.push([x, y]),
    lineTo: (x, y) => line.push([x, y]),
    stroke: () => drawn.lines.push(line),
    fillRect: (left, top, width, height) => drawn.rects.push({ left, top, width, height }),
    fillText(text, x, y) {
      if (turned > 0) return;
      const { width } = this.measureText(text);
      const left = { center: x - width / 2, right: x - width }[this.textAlign as string] ?? x;
      const top = this.textBaseline === 'middle' ? y - 4 : y - 8;
      drawn.texts.push({ text, left, right: left + width, top, bottom: top + 8 });
    },
    measureText: (text) => ({ width: 5.6 * text.length }),
  };
  return { pen, drawn };
}

const random = new Random(8);
const scores = Array.from({ length: 3000 }, () => random.next());
const labels = scores.map((score) => random.next() < 0.4 * score ** 2);
const measure = { value: 0.8, low: 0.75, high: 0.85 };
const classes = {
  metrics: { auroc: measure, auprc: measure },
  curves: rankingCurves(scores, labels),
  calibration: calibrate(scores, labels),
  learningCurve: [
    { share: 0.1, bins: 12_000, value: null, low: null, high: null },
    { share: 0.5, bins: 60_000, value: 0.7, low: 0.6, high: 0.8 },
    { share: 1, bins: 120_000, ...measure },
  ],
};
const values = {
  metrics: { r2: measure, pearson: measure },
  scatter: scatterOf(
    scores,
    scores.map((score) => 1000 * score),
  ),
};

const size = { width: 272, height: 250 };

describe('the charts of a report', () => {
  it('are those that there are data for', () => {
    const ids = ['roc', 'precision-recall', 'calibration', 'learning'];
    expect(reportCharts(classes).map(({ id }) => id)).toEqual(ids);
    expect(reportCharts(values).map(({ id }) => id)).toEqual(['scatter']);
    expect(reportCharts({ metrics: {} })).toEqual([]);
  });

  it.each([...reportCharts(classes), ...reportCharts(values)])(
    '$id keeps within its place, and no label touches another',
    ({ draw }) => {
      const { pen, drawn } = recording();
      draw(pen, size);
      for (const { text, left, right, top, bottom } of drawn.texts) {
        expect(left, text).toBeGreaterThanOrEqual(0);
        expect(right, text).toBeLessThanOrEqual(size.width);
        expect(top, text).toBeGreaterThanOrEqual(0);
        expect(bottom, text).toBeLessThanOrEqual(size.height + 4);
        const touching = drawn.texts.filter(
          (one) =>
            one.text !== text &&
            one.left < right &&
            one.right > left &&
            one.top < bottom &&
            one.bottom > top,
        );
        expect(
          touching.map((one) => one.text),
          text,
        ).toEqual([]);
      }
      for (const [x, y] of drawn.lines.flat()) {
        expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
        expect(x >= 0 && x <= size.width && y >= 0 && y <= size.height).toBe(true);
      }
    },
  );

  it('draw the curve that has the area of the measure', () => {
    const { pen, drawn } = recording();
    reportCharts(classes)[0]!.draw(pen, size);
    const curve = drawn.lines.toSorted((a, b) => b.length - a.length)[0]!;
    const [left, right] = [curve[0]![0], curve.at(-1)![0]];
    const [bottom, top] = [curve[0]![1], curve.at(-1)![1]];
    let area = 0;
    for (const [i, [x, y]] of curve.slice(1).entries()) {
      const [lastX, lastY] = curve[i]!;
      area += (x - lastX) * (bottom - (y + lastY) / 2);
    }
    const share = area / ((right - left) * (bottom - top));
    const { falsePositiveRate: xs, truePositiveRate: ys } = classes.curves.roc;
    const expected = xs.reduce((sum, x, i) => {
      return sum + (x - (xs[i - 1] ?? 0)) * ((ys[i]! + (ys[i - 1] ?? 0)) / 2);
    }, 0);
    expect(share).toBeCloseTo(expected, 9);
  });

  it('of nothing known draw no line through NaN', () => {
    const none = { value: NaN, low: NaN, high: NaN };
    const curves = rankingCurves([1, 2], [false, false]);
    const { pen, drawn } = recording();
    for (const { draw } of reportCharts({ metrics: { auroc: none, auprc: none }, curves }))
      draw(pen, size);
    expect(drawn.lines.flat(2).every(Number.isFinite)).toBe(true);
    expect(drawn.texts.some(({ text }) => text === 'AUROC -')).toBe(true);
  });
});
