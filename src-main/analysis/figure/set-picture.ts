import {
  MegabaseError,
  type Contig,
  type ModelCard,
  type PointColumn,
  type VariantPictureChoice,
  type VariantPoints,
  type VariantSet,
} from '../../contract/index.ts';
import {
  effectTrackWords,
  placesOf,
  variantAxes,
  type PictureChoice,
  type VariantAxis,
  type VariantPicture,
} from '../../drawing/index.ts';
import { variantPicture } from './variant-figure.ts';

/** A project's set with all that is drawn of it. */
export interface PicturedSet {
  readonly set: VariantSet;
  readonly points: VariantPoints;
  readonly contigs: readonly Contig[];
  readonly models: readonly ModelCard[];
}

/** The columns that a picture has on its axes. */
export interface PicturedColumns {
  readonly up: PointColumn;
  /** Of a scatter plot. */
  readonly across?: PointColumn | undefined;
}

/**
 * A picture of a project's set, what is on its axes, and how many of its variants have the values that it shows.
 * Error: `usage`, where none has, for a column of which none has a value, and for one column on both axes.
 */
export function setPicture(
  choice: VariantPictureChoice,
  { set, points, contigs, models }: PicturedSet,
  rows: PictureChoice,
): {
  readonly picture: VariantPicture;
  readonly columns: PicturedColumns;
  readonly variants: number;
} {
  const { masked, labels } = set;
  const axes = variantAxes(points, { track: effectTrackWords(set, models), masked, labels });
  if (choice.kind === 'scatter' && choice.up !== undefined && choice.up === choice.across) {
    throw new MegabaseError(
      'usage',
      `A scatter plot holds one column against another; both axes were to be ${choice.up}.`,
    );
  }
  for (const column of [choice.up, choice.across]) {
    if (column === undefined || axes.some((axis) => axis.column === column)) continue;
    const known = axes.map((axis) => axis.column).join(', ') || 'none';
    throw new MegabaseError(
      'usage',
      `No variant of ${set.source} has a value in the column ${column}; columns with values: ${known}.`,
    );
  }
  const picture = variantPicture(choice, axes, placesOf(points, contigs), rows);
  if (!picture) throw nothingToDraw(choice, set);
  const across = picture.kind === 'scatter' ? picture.across : undefined;
  const up = picture.kind === 'scatter' ? picture.up : picture.value;
  const shown: readonly VariantAxis[] = across ? [across, up] : [up];
  let variants = 0;
  for (const [row, position] of points.position.entries()) {
    const hasPlace =
      choice.kind !== 'along' || (points.contig[row] !== -1 && !Number.isNaN(position));
    if (hasPlace && shown.every(({ values }) => !Number.isNaN(values[row]))) variants++;
  }
  return { picture, columns: { up: up.column, across: across?.column }, variants };
}

function nothingToDraw({ kind }: VariantPictureChoice, { source }: VariantSet): MegabaseError {
  const why =
    kind === 'scatter'
      ? 'a scatter plot needs two columns with values; choose along or histogram'
      : 'no variant has a score';
  return new MegabaseError('usage', `${source} has nothing to draw: ${why}.`);
}
