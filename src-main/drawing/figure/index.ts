/** A figure along a contig: rows with their names, ruler, marks and legend. */
export { layOutFigure } from './figure.ts';
export type { FigurePen, FigureRow, TextMeasure } from './figure-row.ts';
export type { LegendItem } from './legend.ts';
