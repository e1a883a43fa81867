/**
 * Pictures of scored variants: along the contigs, one value against another, and how one is distributed.
 *
 *     drawVariantsAlong(pen, { places, value, marks }, { width: 640, height: 240 });
 *     const plot = layOutVariants({ kind: 'along', places, value }, size);
 *     plot.draw(pen);
 *     plot.rangesOf(area);
 */
export { alleleColumns, type AlleleColumn } from './allele-columns.ts';
export { allelesHeight, allelesWidth, drawAlleles } from './alleles.ts';
export { drawVariantMarks, drawVariants, layOutVariants, type VariantPicture } from './picture.ts';
export { placesOf, variantAxes, type AxisWords } from './points.ts';
export type { VariantPlaces } from './genome-axis.ts';
export type { Box, PictureSize, VariantAxis, VariantMark, VariantPlot } from './plot.ts';
