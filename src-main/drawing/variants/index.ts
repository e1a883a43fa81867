/**
 * Pictures of scored variants: along the contigs, one value against another, and how one is distributed;
 * and both alleles of one, letter by letter.
 *
 *     const [value] = variantAxes(points, { track: 'Expression (probability)', masked: false });
 *     const picture = { kind: 'along', places: placesOf(points, contigs), value, marks } as const;
 *     drawVariants(pen, picture, { width: 640, height: 240 });
 *     const plot = layOutVariants(picture, size);
 *     plot.draw(pen);
 *     plot.rangesOf(area);
 */
export { alleleColumns, type AlleleColumn } from './allele-columns.ts';
export { allelesHeight, allelesWidth, drawAlleles } from './alleles.ts';
export { chosenAxes } from './chosen-axes.ts';
export { drawVariantMarks, drawVariants, layOutVariants, type VariantPicture } from './picture.ts';
export { placesOf, variantAxes } from './points.ts';
export type { Box, PictureChoice, VariantAxis, VariantMark, VariantPlot } from './plot.ts';
