import type { Region } from '../../contract/index.ts';
import { inks } from '../colors.ts';
import type { FigureContent, FigureRow, TextMeasure } from './figure-row.ts';
import type { Pen } from '../pen.ts';
import { boldFont, lineBase, lineHeight, textFont, wrapText } from '../text.ts';

/** Share of the width that names may take. */
const mostNames = 0.32;

/** What is written beside a row, in lines. */
interface Label {
  readonly lines: readonly string[];
  readonly details: readonly string[];
  /** px */
  readonly height: number;
}

/** px that the names need, as far as they may have it. */
export function nameColumn(
  pen: TextMeasure,
  { region, rows }: FigureContent,
  inner: number,
): number {
  const own = rows.filter(({ isHeading }) => !isHeading);
  pen.font = boldFont;
  const contig = pen.measureText(region.contig).width;
  pen.font = textFont;
  const widths = own.map((row) => {
    const name = pen.measureText(row.name).width;
    return Math.max(name, pen.measureText(row.detail ?? '').width) + axisWidth(pen, row);
  });
  return Math.min(mostNames * inner, Math.max(40, contig, ...widths) + 1);
}

function axisWidth(pen: TextMeasure, { axis }: FigureRow): number {
  if (!axis) return 0;
  pen.font = textFont;
  return 8 + Math.max(...[axis.min, axis.max].map((end) => pen.measureText(axisText(end)).width));
}

function axisText(value: number): string {
  return String(Number(value.toPrecision(3)));
}

export function layOutLabel(pen: TextMeasure, row: FigureRow, width: number): Label {
  const room = width - axisWidth(pen, row);
  pen.font = row.isHeading ? boldFont : textFont;
  const lines = wrapText(pen, row.name, room);
  pen.font = textFont;
  const details = wrapText(pen, row.detail ?? '', room);
  return { lines, details, height: (lines.length + details.length) * lineHeight };
}

export function contigLabel(pen: TextMeasure, { contig }: Region, width: number): Label {
  pen.font = boldFont;
  const lines = wrapText(pen, contig, width);
  return { lines, details: [], height: lines.length * lineHeight };
}

/** Of the ruler: the contig, in bold. */
export function drawContig(pen: Pen, { lines }: Label, left: number, top: number): void {
  pen.font = boldFont;
  pen.textAlign = 'left';
  pen.textBaseline = 'alphabetic';
  pen.fillStyle = inks.word;
  for (const [i, line] of lines.entries())
    pen.fillText(line, left, top + lineBase + i * lineHeight);
}

export function drawRowLabel(
  pen: Pen,
  row: FigureRow,
  { lines, details }: Label,
  { names, height }: { names: number; height: number },
): void {
  pen.font = textFont;
  pen.textAlign = 'left';
  pen.textBaseline = 'alphabetic';
  for (const [i, line] of [...lines, ...details].entries()) {
    pen.fillStyle = i < lines.length ? inks.word : inks.axis;
    pen.fillText(line, 0, lineBase + i * lineHeight);
  }
  if (!row.axis) return;
  pen.textAlign = 'right';
  pen.fillStyle = inks.axis;
  pen.fillText(axisText(row.axis.max), names, lineBase);
  pen.fillText(axisText(row.axis.min), names, height - 2.5);
  pen.textAlign = 'left';
  // The axis itself, with a tick at either end.
  pen.fillRect(names + 4, 3, 1, height - 5);
  pen.fillRect(names + 2, 3, 3, 1);
  pen.fillRect(names + 2, height - 3, 3, 1);
}

export function drawHeading(
  pen: Pen,
  _: FigureRow,
  { lines, details, height: textHeight }: Label,
  { inner, height }: { inner: number; height: number },
): void {
  pen.fillStyle = '#eef1f5';
  pen.fillRect(0, 0, inner, height);
  pen.textAlign = 'left';
  pen.textBaseline = 'alphabetic';
  const top = (height - textHeight) / 2;
  for (const [i, line] of [...lines, ...details].entries()) {
    pen.font = i < lines.length ? boldFont : textFont;
    pen.fillStyle = i < lines.length ? inks.word : inks.axis;
    pen.fillText(line, 4, top + lineBase + i * lineHeight);
  }
}
