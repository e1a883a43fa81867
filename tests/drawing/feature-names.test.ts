import { expect, it } from 'vitest';
import { drawFeatureNames } from '../../src-main/drawing/index.ts';
import { Random } from '../support/random.ts';
import { RecordingPen } from './recording-pen.ts';

const view = { left: 100, right: 500 };

/** Names as they stand, by their ends. */
function drawn(features: readonly (readonly [name: string, left: number, right: number])[]) {
  const pen = new RecordingPen();
  const names = features.map(([name, left, right]) => ({ name, left, right, foot: 35 }));
  drawFeatureNames(pen, names, view);
  return pen.texts
    .map(({ text, left, right }) => [text, left, right] as const)
    .toSorted((a, b) => a[1] - b[1]);
}

it('names of features at an edge of the view stand inside of it, and others in their middle', () => {
  const found = drawn([
    ['URB1', 60, 110],
    ['ARC19', 200, 300],
    ['VPS1', 495, 900],
  ]);
  expect(found).toEqual([
    ['URB1', 101, 125],
    ['ARC19', 235, 265],
    ['VPS1', 475, 499],
  ]);
});

it('names beyond the view stay there, to be dragged into it', () => {
  expect(
    drawn([
      ['LEFT', 60, 99.5],
      ['RIGHT', 500, 510],
    ]),
  ).toEqual([
    ['LEFT', 67.5, 91.5],
    ['RIGHT', 501, 531],
  ]);
});

it('where there is no room for both, the longer feature is named', () => {
  expect(
    drawn([
      ['promoter_89', 200, 202],
      ['T1G089', 204, 240],
      ['enhancer', 300, 303],
    ]).map(([name]) => name),
  ).toEqual(['T1G089', 'enhancer']);
});

it('a name that would touch another is left out, on its own line only', () => {
  const pen = new RecordingPen();
  const at = (name: string, left: number, foot: number) => ({ name, left, right: left + 2, foot });
  drawFeatureNames(
    pen,
    [at('RPL14A', 200, 35), at('BYE1', 232, 35), at('BYE1', 232, 65), at('AUR1', 240, 35)],
    view,
  );
  expect(pen.texts.map(({ text, bottom }) => [text, bottom])).toEqual([
    ['RPL14A', 35],
    ['BYE1', 65],
    ['AUR1', 35],
  ]);
});

it('names never touch each other, nor the edges of the view', () => {
  const random = new Random(3);
  for (let round = 0; round < 50; round++) {
    const starts = Array.from({ length: 60 }, () => 600 * random.next()).sort((a, b) => a - b);
    const found = drawn(
      starts.map((start, i) => ['N'.repeat(1 + (i % 9)), start, start + 40 * random.next()]),
    ).map(([, left, right]) => [left, right] as const);
    for (const [i, [left, right]] of found.entries()) {
      for (const edge of [view.left, view.right]) expect(left < edge && right > edge).toBe(false);
      expect(left).toBeGreaterThan((found[i - 1]?.[1] ?? -Infinity) + 4.9);
    }
    expect(found.length).toBeGreaterThan(8);
  }
});
