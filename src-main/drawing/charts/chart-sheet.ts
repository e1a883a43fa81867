import { inks } from '../colors.ts';
import type { FigurePen, TextMeasure } from '../figure/index.ts';
import type { NamedChart } from './report-charts.ts';
import { boldFont, lineHeight, titleFont, wrapText } from '../text.ts';

/** Charts that belong together. */
interface ChartSection {
  /** Above them; empty where the sheet's own title says it all. */
  readonly title: string;
  readonly charts: readonly NamedChart[];
}

interface ChartSheet {
  readonly title: string;
  readonly sections: readonly ChartSection[];
  /** How many charts stand beside each other. */
  readonly columns: number;
}

/** px */
const [margin, gap, titleLine] = [8, 20, 17];

/** Where charts and their titles stand on a sheet that is so wide, px. */
export function layOutCharts(
  pen: TextMeasure,
  { title, sections, columns }: ChartSheet,
  width: number,
): { readonly height: number; readonly draw: (pen: FigurePen) => void } {
  const inner = width - 2 * margin;
  const across = (inner - (columns - 1) * gap) / columns;
  const texts: { lines: readonly string[]; font: string; top: number; step: number }[] = [];
  const placed: { chart: NamedChart; left: number; top: number }[] = [];
  let top = margin;
  const write = (text: string, font: string, step: number) => {
    pen.font = font;
    const lines = wrapText(pen, text, inner);
    texts.push({ lines, font, top, step });
    top += lines.length * step + (lines.length > 0 ? 5 : 0);
  };
  write(title, titleFont, titleLine);
  for (const section of sections) {
    write(section.title, boldFont, lineHeight);
    for (let first = 0; first < section.charts.length; first += columns) {
      const charts = section.charts.slice(first, first + columns);
      for (const [i, chart] of charts.entries()) {
        placed.push({ chart, left: margin + i * (across + gap), top });
      }
      top += Math.max(...charts.map((chart) => chart.height)) + gap;
    }
  }
  const height = top - gap + margin;
  return {
    height,
    draw(pen) {
      pen.fillStyle = '#ffffff';
      pen.fillRect(0, 0, width, height);
      pen.fillStyle = inks.word;
      pen.textAlign = 'left';
      pen.textBaseline = 'alphabetic';
      for (const { lines, font, top, step } of texts) {
        pen.font = font;
        for (const [i, line] of lines.entries()) pen.fillText(line, margin, top + 12 + i * step);
      }
      for (const [i, { chart, left, top }] of placed.entries()) {
        pen.group?.(`${chart.id}-${i + 1}`);
        pen.save();
        pen.translate(left, top);
        chart.draw(pen, { width: across, height: chart.height });
        pen.restore();
        pen.endGroup?.();
      }
    },
  };
}
