/**
 * What is drawn on the screen and in figures alike: without a page and without Node. Every picture is a
 * function of a pen, what it shows and its place. Lengths are px, as on a screen; a figure's pen makes
 * points of them.
 */
export type { Pen } from './pen.ts';
export { touches, type Place } from './place.ts';
export {
  absentColor,
  contextColor,
  dashes,
  inks,
  knownColor,
  referenceColor,
  signalColor,
  signColors,
  withAlpha,
} from './colors.ts';
export { drawLetter, leastLetterWidth, letterColors } from './letters.ts';
export { textSize, titleFont, wrapText } from './text.ts';
export { withUnit } from './with-unit.ts';
export { gaps, patchwork, type Covering } from './patchwork.ts';
export { rangeOf, shownRange, valueScale, type Range } from './value-scale.ts';
export { drawReach, emptyHeight, isOutOfView, leastMapShare } from './reach.ts';
export * from './pens/index.ts';
export * from './tracks/index.ts';
export * from './effects/index.ts';
export {
  dependenciesHeight,
  dependencyColor,
  drawDependencies,
  drawDependencySquare,
  drawMutagenesis,
  mutagenesisHeight,
  pairAt,
  pairInSquare,
  shownDependencies,
  shownMutagenesis,
  substitutionAt,
  type BasePair,
  type ShownDependencies,
} from './bases/index.ts';
export * from './variants/index.ts';
export * from './rows/index.ts';
export { layOutFigure, type FigurePen, type FigureRow, type LegendItem } from './figure/index.ts';
export * from './charts/index.ts';
