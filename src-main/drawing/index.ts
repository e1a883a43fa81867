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
  inks,
  referenceColor,
  signColors,
  withAlpha,
} from './colors.ts';
export { drawLetter, leastLetterWidth, letterColors } from './letters.ts';
export { textSize, titleFont, wrapText } from './text.ts';
export { gaps, patchwork, type Covering } from './patchwork.ts';
export { rangeOf, shownRange, valueScale, type Range } from './value-scale.ts';
export { drawReach, emptyHeight } from './reach.ts';
export { drawValues, unknownIn, type ShownValues, type ValueBin } from './draw-values.ts';
export { arcMaker, effectsHeight, rowsOf, type Arc } from './effect-arcs.ts';
export { drawEffects } from './draw-effects.ts';
export {
  drawMutagenesis,
  mutagenesisHeight,
  shownMutagenesis,
  substitutionAt,
} from './draw-mutagenesis.ts';
export { dependenciesHeight, drawDependencies, pairAt } from './draw-dependencies.ts';
export { drawDependencySquare, pairInSquare } from './draw-dependency-square.ts';
export {
  dependencyColor,
  shownDependencies,
  type BasePair,
  type ShownDependencies,
} from './shown-dependencies.ts';
export { drawRuler, label, stepFor } from './ruler.ts';
export { annotationColor, colorOfType } from './feature-color.ts';
export { drawFeatures, layOutFeatures, type Feature } from './draw-features.ts';
export {
  drawCoverage,
  drawReads,
  layOutReads,
  type Coverage,
  type ShownRead,
} from './draw-reads.ts';
export {
  drawSites,
  namedSites,
  siteColor,
  siteHeight,
  siteNameHeight,
  type Site,
} from './draw-sites.ts';
export { drawSequence, leastBaseWidth } from './draw-sequence.ts';
export { layOutFigure } from './figure.ts';
export type { FigurePen, FigureRow } from './figure-row.ts';
export type { LegendItem } from './legend.ts';
export { baselineShifts, fontOf, inkOf, StatefulPen, type MeasureText } from './pen-state.ts';
export { escapeXml, SvgPen } from './svg-pen.ts';
export * from './rows/index.ts';
export {
  alleleColumns,
  allelesHeight,
  allelesWidth,
  drawAlleles,
  drawVariantMarks,
  drawVariants,
  layOutVariants,
  placesOf,
  variantAxes,
  type AlleleColumn,
  type Box,
  type VariantAxis,
  type VariantMark,
  type VariantPicture,
  type VariantPlot,
} from './variants/index.ts';
export { layOutCharts } from './chart-sheet.ts';
export { reportCharts, type ChartedMeasures, type NamedChart } from './report-charts.ts';
