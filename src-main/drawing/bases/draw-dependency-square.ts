import type { DependencyMap } from '../../contract/index.ts';
import { ColorLevels } from './color-levels.ts';
import { inks } from '../colors.ts';
import { drawLetter, letterColors } from '../letters.ts';
import type { Pen } from '../pen.ts';
import { dependencyColor, type BasePair, type ShownDependencies } from './shown-dependencies.ts';

/** px of the letters beside a square, where there is room for them. */
const squareLetters = 12;

/** Where a square of so many px has its cells: `side` px each. */
function squareOf({ bases }: DependencyMap, size: number): { left: number; side: number } {
  const side = (size - squareLetters) / bases.length;
  return side >= 5 ? { left: squareLetters, side } : { left: 0, side: size / bases.length };
}

/**
 * The whole matrix: rows are the bases that are substituted, columns those that depend on them. Where many
 * lie on a pixel it shows the largest. What is chosen has its row and its column marked.
 */
export function drawDependencySquare(pen: Pen, shown: ShownDependencies, size: number): void {
  const { numbers, max, chosen } = shown;
  const n = numbers.bases.length;
  const square = squareOf(numbers, size);
  const { left, side } = square;
  const step = Math.max(1, Math.ceil(1 / side));
  const cells = new ColorLevels(pen, max);
  for (let row = 0; row < n; row += step) {
    for (let column = 0; column < n; column += step) {
      const [x, y] = [left + column * side, left + row * side];
      const [x2, y2] = [x + step * side, y + step * side];
      const corners = [
        [x, y],
        [x2, y],
        [x2, y2],
        [x, y2],
      ] as const;
      cells.add(largestOf(numbers, { row, column, step }), corners);
    }
  }
  cells.fill(dependencyColor);
  if (left > 0) drawSides(pen, numbers.bases, square);
  pen.strokeStyle = inks.axis;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.rect(left + 0.5, left + 0.5, n * side - 1, n * side - 1);
  if (chosen) {
    const thick = Math.max(3, side);
    const at = (base: number) => left + (base + 0.5) * side - thick / 2;
    pen.rect(left, at(chosen.from), n * side, thick);
    pen.rect(at(chosen.to), left, thick, n * side);
  }
  pen.stroke();
}

/** The largest dependency of `step` rows and columns; 0 where none has a value. */
function largestOf(
  { bases, values }: ShownDependencies['numbers'],
  { row, column, step }: { readonly row: number; readonly column: number; readonly step: number },
): number {
  const n = bases.length;
  let largest = 0;
  for (let i = row; i < Math.min(n, row + step); i++) {
    for (let j = column; j < Math.min(n, column + step); j++) {
      const value = values[i * n + j]!;
      if (value > largest) largest = value;
    }
  }
  return largest;
}

/** The bases above the square and on its left. */
function drawSides(pen: Pen, bases: string, { left, side }: ReturnType<typeof squareOf>): void {
  for (const [i, letter] of [...bases].entries()) {
    pen.fillStyle = letterColors[letter] ?? inks.soft;
    const width = Math.min(8, 0.8 * side);
    const at = left + (i + 0.5) * side - width / 2;
    drawLetter(pen, letter, { left: at, width, top: 1, height: 8 });
    drawLetter(pen, letter, { left: 1, width: 8, top: at, height: width });
  }
}

/** The pair at a point of a square of so many px: the row's base is substituted. */
export function pairInSquare(
  { numbers }: ShownDependencies,
  size: number,
  { x, y }: { readonly x: number; readonly y: number },
): BasePair | undefined {
  const { left, side } = squareOf(numbers, size);
  const [from, to] = [Math.floor((y - left) / side), Math.floor((x - left) / side)];
  const isInside = (i: number) => i >= 0 && i < numbers.bases.length;
  return isInside(from) && isInside(to) ? { from, to } : undefined;
}
