import {
  layOutCharts,
  reportCharts,
  SvgPen,
  textSize,
  type ChartedMeasures,
} from '../../drawing/index.ts';
import type { HeaderNote } from '../../formats/output/index.ts';
import { points, type Figure } from './figure.ts';
import { openFonts } from './fonts.ts';
import { figureNotes } from './notes.ts';

/** What is charted together, and its title; empty where the figure's own says it all. */
export interface ChartedSection {
  readonly title: string;
  readonly measures: ChartedMeasures;
}

/** mm of a figure with so many charts beside each other: widths of journals. */
const widths = [85, 120, 180] as const;

/** Points. */
const fontSize = 7;

/** Composes charts side by side, those of each section below its title, as a figure of 85, 120 or 180 mm. */
export async function chartFigure(
  title: string,
  charted: readonly ChartedSection[],
  notes: readonly HeaderNote[],
): Promise<Figure> {
  const { measure } = await openFonts();
  const sections = charted.map(({ title, measures }) => {
    return { title, charts: reportCharts(measures) };
  });
  const most = Math.max(1, ...sections.map(({ charts }) => charts.length));
  const columns = Math.min(widths.length, most);
  const width = widths[columns - 1] ?? widths[0];
  const scale = fontSize / textSize;
  const across = points(width) / scale;
  const laidOut = layOutCharts(
    new SvgPen({ measure, scale }),
    { title, sections, columns },
    across,
  );
  return {
    ...{ width, height: (laidOut.height / across) * width, scale, title, measure },
    notes: figureNotes(notes),
    ...{ rows: sections.length, draw: (pen) => laidOut.draw(pen) },
  };
}
