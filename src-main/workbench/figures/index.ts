/** Figures for paper, of rows of a project and of its scored variants. */
export { figureMethods } from './figure-methods.ts';
export { figureParts, type FigureParts } from './figure-parts.ts';
export type { FigureContentRequest } from './figure-rows.ts';
export { variantFigureMethods } from './variant-figure-methods.ts';
