import type { Region } from '../../contract/index.ts';
import { contextColor, inks } from '../colors.ts';
import {
  contigLabel,
  drawContig,
  drawHeading,
  drawRowLabel,
  layOutLabel,
  nameColumn,
} from './figure-labels.ts';
import { drawMarks, layOutMarks } from './figure-marks.ts';
import type { FigureContent, FigurePen, TextMeasure } from './figure-row.ts';
import { drawLegend, layOutLegend, type LegendItem } from './legend.ts';
import { touches } from '../place.ts';
import { drawRuler } from '../tracks/index.ts';
import { drawScaleBar, scaleBarLength } from './scale-bar.ts';
import { lineHeight, titleFont, wrapText } from '../text.ts';

/** px round the figure, between rows, and between names and data. */
const [margin, rowGap, nameGap] = [6, 5, 8];
const rulerHeight = 32;

/** Least height of a row with a scale: its two numbers stand apart. */
const leastScaled = 27;

/**
 * A figure of a width in px: how high it is, and how it is drawn. Texts keep apart, and inside. `prefix`: of the
 * names of its groups.
 */
export function layOutFigure(
  pen: TextMeasure,
  content: FigureContent,
  width: number,
): {
  readonly height: number;
  /** What its legend has to tell, drawn or not. */
  readonly legend: readonly LegendItem[];
  draw(pen: FigurePen, prefix?: string): void;
} {
  const { region, rows } = content;
  const inner = width - 2 * margin;
  const names = nameColumn(pen, content, inner);
  const contig = contigLabel(pen, region, names);
  const rulerRoom = Math.max(rulerHeight, contig.height + 8);
  const left = margin + names + nameGap;
  const dataWidth = width - margin - left;
  const bpPerPixel = (region.end - region.start) / dataWidth;
  const across = { contig: region.contig, bpStart: region.start, bpPerPixel, width: dataWidth };

  pen.font = titleFont;
  const title = wrapText(pen, content.title ?? '', inner);
  const marks = layOutMarks(pen, content.marks, across);
  const scaleTop = margin + title.length * 17 + (title.length > 0 ? 4 : 0);
  const marksTop = scaleTop + lineHeight + 3;
  const rulerTop = marksTop + marks.height;
  let top = rulerTop + rulerRoom + rowGap;
  const placed = rows.map((row) => {
    const own = row.layOut(pen, across);
    const said = { ...row, detail: own.detail ?? row.detail };
    const label = layOutLabel(pen, said, row.isHeading ? inner - 8 : names);
    const least = row.axis ? leastScaled : 0;
    const at = { row, label, own, top, height: Math.max(own.height, label.height, least) };
    top += at.height + rowGap;
    return at;
  });
  const rowsEnd = top;
  const reads = content.reads.filter((read) => touches(read, region));
  const items = legendOf(content, reads);
  const legend = layOutLegend(pen, content.hasLegend ? items : [], inner);
  const height = rowsEnd + (legend.height > 0 ? legend.height + 4 : 0) + margin;

  return {
    ...{ height, legend: items },
    draw(pen, prefix = '') {
      const group = (name: string, x: number, y: number, draw: () => void) => {
        at(pen, `${prefix}${name}`, x, y, draw);
      };
      pen.fillStyle = '#ffffff';
      pen.fillRect(0, 0, width, height);
      pen.textAlign = 'left';
      pen.textBaseline = 'alphabetic';
      pen.font = titleFont;
      pen.fillStyle = inks.word;
      for (const [i, line] of title.entries()) pen.fillText(line, margin, margin + 12 + i * 17);

      if (marks.placed.length > 0)
        group('marks', left, marksTop, () => {
          drawMarks(
            pen,
            marks.placed,
            { ...across, height: rowsEnd - rowGap - marksTop },
            marks.height,
          );
        });
      const bp = scaleBarLength(region.end - region.start);
      drawScaleBar(pen, { right: left + dataWidth, top: scaleTop, bpPerPixel, bp });
      drawContig(pen, contig, margin, rulerTop + 6);
      group('ruler', left, rulerTop + rulerRoom - rulerHeight, () => {
        drawRuler(pen, { reads }, { ...across, height: rulerHeight });
      });
      for (const [i, { row, label, own, top, height }] of placed.entries()) {
        const draw = row.isHeading ? drawHeading : drawRowLabel;
        group(`row-${i + 1}`, margin, top, () => draw(pen, row, label, { inner, names, height }));
        if (row.isHeading) continue;
        group(`data-${i + 1}`, left, top, () => {
          pen.beginPath();
          pen.rect(0, 0, dataWidth, height);
          pen.clip();
          own.draw(pen, { ...across, height: row.axis ? height : own.height });
        });
      }
      if (legend.placed.length > 0) {
        group('legend', margin, rowsEnd + 4, () => drawLegend(pen, legend.placed));
      }
    },
  };
}

function at(pen: FigurePen, name: string, x: number, y: number, draw: () => void): void {
  pen.group?.(name);
  pen.save();
  pen.translate(x, y);
  draw();
  pen.restore();
  pen.endGroup?.();
}

function legendOf(
  { rows, otherLegend = [] }: FigureContent,
  reads: readonly Region[],
): readonly LegendItem[] {
  const context: LegendItem = {
    text: 'context that the model has read',
    sign: { kind: 'span', color: contextColor },
  };
  const own = [...(reads.length > 0 ? [context] : []), ...rows.flatMap(({ legend }) => legend)];
  return [...own, ...otherLegend];
}
