/**
 * Figures: what a view shows, composed anew for paper, by the drawings of the screen.
 *
 *     const figure = await resultOf(drawFigure(sources, spec, signal), onEvent);
 *     await writeFigure(figure, 'figure.pdf', { format: 'pdf', dpi: 300 });
 */
export { commandText, type FigureCommand } from './command-text.ts';
export { drawFigure, type RowsFigure } from './draw-figure.ts';
export { effectFigure } from './effect-figure.ts';
export { fileMarks, fileRow, fileRows } from './file-rows.ts';
export { genomeSources } from './genome-sources.ts';
export type { FigureSources } from './rows/index.ts';
export { readOrders, type FileRow, type ReadOrder, type Row } from '../../drawing/index.ts';
export { setFigure } from './set-figure.ts';
export { stackFigures } from './stack-figures.ts';
export { strongestEffects, type MapLinks } from './strongest-effects.ts';
export { inlineSvg, svgText } from './svg-text.ts';
export { variantFigure, variantPicture } from './variant-figure.ts';
export { writeCharts, type Charts } from './write-charts.ts';
export { writeEffectBars } from './write-effect-bars.ts';
export { figureFormat, writeFigure } from './write-figure.ts';
