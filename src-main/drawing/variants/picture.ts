import type { Pen } from '../pen.ts';
import { layOutAlong, type VariantsAlong } from './along.ts';
import { drawDotMarks } from './dots.ts';
import { layOutHistogram, type VariantsHistogram } from './histogram.ts';
import type { PictureSize, VariantMark, VariantPlot } from './plot.ts';
import { layOutScatter, type VariantsScatter } from './scatter.ts';

/** What of variants is drawn, and how. */
export type VariantPicture =
  | ({ readonly kind: 'along' } & VariantsAlong)
  | ({ readonly kind: 'scatter' } & VariantsScatter)
  | ({ readonly kind: 'histogram' } & VariantsHistogram);

/** Finds where everything lies; nothing is drawn yet. */
export function layOutVariants(picture: VariantPicture, size: PictureSize): VariantPlot {
  switch (picture.kind) {
    case 'along':
      return layOutAlong(picture, size);
    case 'scatter':
      return layOutScatter(picture, size);
    case 'histogram':
      return layOutHistogram(picture, size);
  }
}

/** Rings and names rows over a picture that is drawn. */
export function drawVariantMarks(pen: Pen, plot: VariantPlot, marks: readonly VariantMark[]): void {
  const places = marks.flatMap(({ row, label }) => {
    const place = plot.placeOf(row);
    return place ? [{ ...place, label }] : [];
  });
  drawDotMarks(pen, plot, places);
}

/** The whole picture, marks included, from the pen's origin. */
export function drawVariants(pen: Pen, picture: VariantPicture, size: PictureSize): void {
  const plot = layOutVariants(picture, size);
  plot.draw(pen);
  drawVariantMarks(pen, plot, picture.marks ?? []);
}
