/** Reads the rows of a figure, each kind in its way. */
export { readFigureRows } from './row-kinds.ts';
export type { FigureSources } from './row-context.ts';
