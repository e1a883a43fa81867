import {
  centredChanges,
  mutagenesisBases,
  referenceScores,
  type Mutagenesis,
} from '../../contract/index.ts';
import { baseLineColor, inks, signColors, withAlpha } from '../colors.ts';
import { fillSplit } from '../fill-split.ts';
import { drawLetter, leastLetterWidth, letterColors } from '../letters.ts';
import type { Pen } from '../pen.ts';
import { xOf, type Place } from '../place.ts';
import { lineHeight, textFont } from '../text.ts';
import { drawReach, emptyHeight } from '../reach.ts';

/** A mutagenesis as it is drawn. */
export interface ShownMutagenesis {
  readonly numbers: Mutagenesis;
  /** `[bases][A, C, G, T]`: changes minus the mean of their four. */
  readonly centred: Float32Array;
  /** Centred value of the base that is there, `[bases]`. */
  readonly scores: Float32Array;
  /** Where the colours end, either way. */
  readonly max: number;
  /** A base that is pointed out, by its index in the region. */
  readonly chosen?: number | undefined;
}

/** px from one side to the other. */
interface View {
  readonly left: number;
  readonly right: number;
}

/** Height of the row, px. */
export const mutagenesisHeight = 132;

/** px of a row of cells, and of the words before it. */
const [cellHeight, nameWidth] = [14, 12];

const [top, foot] = [3, 3];

export function shownMutagenesis(numbers: Mutagenesis): ShownMutagenesis {
  const centred = centredChanges(numbers);
  const max = centred.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0);
  return { numbers, centred, scores: referenceScores(numbers), max };
}

/** Where cells begin, px from the top of a row that is so high: there are four rows of them. */
function cellsTop(height: number): { readonly first: number; readonly each: number } {
  const each = Math.max(3, Math.min(cellHeight, Math.floor((height - top - foot) / 6)));
  return { first: height - foot - 4 * each, each };
}

/**
 * What each substitution does: a cell for each base that is put in, blue below the mean of its four and
 * orange above, a dot where it is the one that is there. Above them the bases as letters, as high as their
 * own centred value; bars where they are too narrow. Cells below the mean are parted besides. A pixel of many
 * bases shows the value of the largest size. A screen draws more than is seen: `view` is that, px.
 */
export function drawMutagenesis(
  pen: Pen,
  shown: ShownMutagenesis,
  place: Place,
  view: View = { left: 0, right: place.width },
): void {
  const { numbers, max } = shown;
  const { region } = numbers;
  drawReach(pen, [{ interval: region }], place);
  if (place.height <= emptyHeight || place.contig !== region.contig || !(max > 0)) return;
  const columns = columnsIn(shown, place);
  drawScores(pen, shown, columns, place);
  const { first, each } = cellsTop(place.height);
  for (const { left, right, from, to } of columns) {
    for (let row = 0; row < 4; row++) {
      const value = largest(shown.centred, 4 * from + row, 4 * to, 4);
      if (Number.isNaN(value)) continue;
      const color = value < 0 ? signColors.less : signColors.more;
      pen.fillStyle = withAlpha(color, Math.abs(value) / max);
      const cell = { left, top: first + row * each, width: right - left, height: each - 1 };
      if (value < 0) fillSplit(pen, cell);
      else pen.fillRect(cell.left, cell.top, cell.width, cell.height);
    }
  }
  if (place.bpPerPixel * leastLetterWidth <= 1) drawReference(pen, shown, columns, place);
  const x = xOf(place);
  drawNames(pen, { left: Math.round(x(region.start)), right: x(region.end) }, view, place);
  if (shown.chosen !== undefined) drawChosen(pen, region.start + shown.chosen, place);
}

/** A frame round the column of a base. */
function drawChosen(pen: Pen, base: number, place: Place): void {
  const x = xOf(place);
  const left = Math.round(x(base)) - 0.5;
  const width = Math.max(3, Math.round(x(base + 1)) + 0.5 - left);
  pen.strokeStyle = inks.word;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.rect(left, 1.5, width, place.height - 3);
  pen.stroke();
}

interface Column {
  /** px */
  readonly left: number;
  readonly right: number;
  /** Bases of the region, the end not among them. */
  readonly from: number;
  readonly to: number;
}

/** Bases that are seen, one a column, or as many as lie on a pixel. */
function columnsIn({ numbers }: ShownMutagenesis, place: Place): Column[] {
  const { region, bases } = numbers;
  const x = xOf(place);
  const step = Math.max(1, Math.ceil(place.bpPerPixel));
  const before = Math.floor(place.bpStart) - region.start;
  const after = Math.ceil(place.bpStart + place.width * place.bpPerPixel) - region.start;
  const columns: Column[] = [];
  // Cut at the same bases wherever the view begins.
  const first = Math.max(0, Math.floor(before / step) * step);
  for (let from = first; from < Math.min(after, bases.length); from += step) {
    const to = Math.min(bases.length, from + step);
    const left = Math.round(x(region.start + from));
    columns.push({ left, right: Math.max(left + 1, Math.round(x(region.start + to))), from, to });
  }
  return columns;
}

/** The value of the largest size among every `step`th; NaN where there is none. */
function largest(values: Float32Array, from: number, to: number, step = 1): number {
  let found = NaN;
  for (let i = from; i < to; i += step) {
    const value = values[i]!;
    if (Math.abs(value) > Math.abs(found) || Number.isNaN(found)) found = value;
  }
  return found;
}

function drawScores(
  pen: Pen,
  { numbers, scores }: ShownMutagenesis,
  columns: readonly Column[],
  place: Place,
): void {
  const bottom = cellsTop(place.height).first - 3;
  let [min, max] = [0, 0];
  for (const score of scores) {
    if (score < min) min = score;
    if (score > max) max = score;
  }
  const scale = (bottom - top) / (max - min || 1);
  const base = top + max * scale;
  pen.fillStyle = baseLineColor;
  pen.fillRect(0, Math.round(base), place.width, 1);
  const areLetters = place.bpPerPixel * leastLetterWidth <= 1;
  for (const { left, right, from, to } of columns) {
    const value = largest(scores, from, to);
    if (Number.isNaN(value) || value === 0) continue;
    const [high, low] = [base - Math.max(0, value) * scale, base - Math.min(0, value) * scale];
    const letter = numbers.bases.charAt(from);
    if (!areLetters) {
      pen.fillStyle = value < 0 ? signColors.less : signColors.more;
      pen.fillRect(left, high, right - left, low - high);
      continue;
    }
    pen.fillStyle = letterColors[letter] ?? inks.soft;
    const width = right - left;
    drawLetter(pen, letter, {
      ...{ left: left + 0.04 * width, width: 0.92 * width },
      ...{ top: high, height: low - high },
    });
  }
}

/** A dot in the cell of the base that is there. */
function drawReference(
  pen: Pen,
  { numbers }: ShownMutagenesis,
  columns: readonly Column[],
  { height }: Place,
): void {
  const { first, each } = cellsTop(height);
  pen.fillStyle = inks.word;
  for (const { left, right, from } of columns) {
    const row = mutagenesisBases.indexOf(numbers.bases.charAt(from));
    if (row < 0) continue;
    const size = Math.min(3, each - 2);
    pen.fillRect((left + right - size) / 2, first + row * each + (each - 1 - size) / 2, size, size);
  }
}

/** What is put in, before each row of cells: left of them, or over the first that are seen where there is no room. */
function drawNames(pen: Pen, cells: View, view: View, { height }: Place): void {
  const { first, each } = cellsTop(height);
  const left = Math.max(view.left, cells.left - nameWidth);
  if (each < lineHeight || left > view.right || cells.right < view.left) return;
  pen.font = textFont;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  for (const [row, letter] of [...mutagenesisBases].entries()) {
    const top = first + row * each;
    pen.fillStyle = '#ffffff';
    if (cells.left < left + nameWidth) pen.fillRect(left, top, nameWidth, each - 1);
    pen.fillStyle = letterColors[letter] ?? inks.soft;
    pen.fillText(letter, left + nameWidth / 2, top + each / 2);
  }
}

/** What stands at a point of the row: a base of the region, and what is put in where it is a cell. */
export function substitutionAt(
  { numbers }: ShownMutagenesis,
  height: number,
  { position, y }: { readonly position: number; readonly y: number },
): { readonly base: number; readonly to: string | undefined } | undefined {
  const base = Math.floor(position) - numbers.region.start;
  if (base < 0 || base >= numbers.bases.length) return undefined;
  const { first, each } = cellsTop(height);
  const row = Math.floor((y - first) / each);
  return { base, to: row < 0 ? undefined : mutagenesisBases[row] };
}
