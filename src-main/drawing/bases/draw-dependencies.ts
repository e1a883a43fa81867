import type { DependencyMap } from '../../contract/index.ts';
import { inks } from '../colors.ts';
import { ColorLevels } from './color-levels.ts';
import {
  betweenBlocks,
  dependencyColor,
  type BasePair,
  type ShownDependencies,
} from './shown-dependencies.ts';
import { drawLetter, leastLetterWidth, letterColors } from '../letters.ts';
import type { Pen } from '../pen.ts';
import { xOf, type Place } from '../place.ts';
import { drawReach, emptyHeight } from '../reach.ts';

/** Height of the row, px. */
export const dependenciesHeight = 180;

/** px that the letters above the triangle take. */
const lettersHeight = 14;

/** px of the smallest cell: flatter ones would be drawn fainter than their value. */
const [leastWidth, leastHeight] = [2, 1];

/** How the triangle lies in its row. */
interface Layout {
  readonly x: (position: number) => number;
  /** px below which it begins. */
  readonly top: number;
  /** px a base, and of a pair the px down for each base between the two. */
  readonly perBase: number;
  readonly down: number;
}

/**
 * The triangle of what is seen at once, so many px of the contig, is half as high as wide while there is
 * room for it, and lower where not.
 */
function layoutOf({ numbers }: ShownDependencies, place: Place, seenWidth: number): Layout {
  const perBase = 1 / place.bpPerPixel;
  const top = perBase >= leastLetterWidth ? lettersHeight : 2;
  const seen = Math.min(numbers.bases.length, seenWidth / perBase);
  const room = (place.height - top - 3) / Math.max(1, seen);
  return { x: xOf(place), top, perBase, down: Math.min(perBase / 2, room) };
}

/**
 * Which bases depend on which, as a triangle that hangs from the sequence: a pair stands below the middle
 * between its bases, the lower the farther they are apart. A cell of many pairs shows the largest. A screen
 * draws more than is seen: `seenWidth` px of it.
 */
export function drawDependencies(
  pen: Pen,
  shown: ShownDependencies,
  place: Place,
  seenWidth = place.width,
): void {
  const { numbers, max, chosen } = shown;
  const { region, bases } = numbers;
  drawReach(pen, [{ interval: region }], place);
  if (place.height <= emptyHeight || place.contig !== region.contig) return;
  const layout = layoutOf(shown, place, seenWidth);
  const level = levelOf(shown, layout);
  const step = 2 ** level;
  const cells = new ColorLevels(pen, max);
  const [left, right] = [0, place.width];
  const count = Math.ceil(bases.length / step);
  const farthest = Math.ceil((place.height - layout.top) / (layout.down * step)) + 1;
  for (let i = 0; i < count; i++) {
    for (let j = i; j < Math.min(count, i + farthest); j++) {
      const middle = layout.x(region.start + ((i + j + 1) * step) / 2);
      if (middle < left - step * layout.perBase || middle > right + step * layout.perBase) continue;
      const value = betweenBlocks(shown, level, { from: i, to: j });
      if (value > 0) cells.add(value, diamond(layout, middle, (j - i) * step, step));
    }
  }
  cells.fill(dependencyColor);
  if (layout.top === lettersHeight) drawBases(pen, numbers, layout, place);
  if (chosen) drawChosen(pen, numbers, chosen, layout);
}

/** Corners of a cell of `step` by `step` pairs, as wide that its neighbours leave no seam. */
function diamond({ top, perBase, down }: Layout, middle: number, distance: number, step: number) {
  const [width, height] = [(step * perBase) / 2 + 0.2, step * down + 0.2];
  const y = top + distance * down;
  // Of neighbours only the half that lies below the sequence.
  const upper = Math.max(top, y - height);
  return [
    [middle, upper],
    [middle + width, y],
    [middle, y + height],
    [middle - width, y],
  ] as const;
}

/** How many times bases are taken together by two, so that a cell can be seen. */
function levelOf({ blocks }: ShownDependencies, { perBase, down }: Layout): number {
  const step = Math.max(leastWidth / perBase, leastHeight / (2 * down));
  return Math.min(blocks.length, Math.max(0, Math.ceil(Math.log2(step))));
}

function drawBases(pen: Pen, { region, bases }: DependencyMap, layout: Layout, place: Place): void {
  const { x, perBase } = layout;
  const first = Math.max(0, Math.floor(place.bpStart) - region.start);
  const width = Math.min(9, 0.86 * perBase);
  for (let i = first; i < bases.length; i++) {
    const middle = x(region.start + i + 0.5);
    if (middle > place.width + perBase) break;
    const letter = bases.charAt(i);
    pen.fillStyle = letterColors[letter] ?? inks.soft;
    drawLetter(pen, letter, { left: middle - width / 2, width, top: 1, height: lettersHeight - 4 });
  }
}

/** The cell of a pair, with the lines that lead up to its two bases. */
function drawChosen(pen: Pen, { region }: DependencyMap, pair: BasePair, layout: Layout): void {
  const [i, j] = [Math.min(pair.from, pair.to), Math.max(pair.from, pair.to)];
  const middle = layout.x(region.start + (i + j + 1) / 2);
  const [above, right, below, left] = diamond(layout, middle, j - i, 1);
  const at = (base: number) => layout.x(region.start + base + 0.5);
  pen.strokeStyle = inks.word;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(at(i), layout.top);
  pen.lineTo((left[0] + above[0]) / 2, (left[1] + above[1]) / 2);
  pen.moveTo(at(j), layout.top);
  pen.lineTo((right[0] + above[0]) / 2, (right[1] + above[1]) / 2);
  pen.moveTo(...above);
  for (const corner of [right, below, left]) pen.lineTo(...corner);
  pen.closePath();
  pen.stroke();
}

/** The pair that stands at a point of the row. */
export function pairAt(
  shown: ShownDependencies,
  place: Place,
  { position, y }: { readonly position: number; readonly y: number },
): BasePair | undefined {
  const { region, bases } = shown.numbers;
  const { top, down } = layoutOf(shown, place, place.width);
  const apart = (y - top) / down;
  const middle = position - region.start;
  const [from, to] = [Math.floor(middle - apart / 2), Math.floor(middle + apart / 2)];
  return from >= 0 && to < bases.length && to > from ? { from, to } : undefined;
}
