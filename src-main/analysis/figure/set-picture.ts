import type { Contig, ModelCard, VariantPoints, VariantSet } from '../../contract/index.ts';
import {
  effectTrackWords,
  placesOf,
  variantAxes,
  type VariantAxis,
  type VariantPicture,
} from '../../drawing/index.ts';
import { variantPicture, type VariantPictureKind } from './variant-figure.ts';

/** A picture of a project's set, and how many of its variants have the values that it shows; undefined where none has. */
export function setPicture(
  kind: VariantPictureKind,
  set: VariantSet,
  points: VariantPoints,
  {
    contigs,
    models,
  }: { readonly contigs: readonly Contig[]; readonly models: readonly ModelCard[] },
): { readonly picture: VariantPicture; readonly variants: number } | undefined {
  const { masked, labels } = set;
  const axes = variantAxes(points, { track: effectTrackWords(set, models), masked, labels });
  const picture = variantPicture(kind, axes, placesOf(points, contigs), []);
  if (!picture) return undefined;
  const shown: readonly VariantAxis[] =
    picture.kind === 'scatter' ? [picture.across, picture.up] : [picture.value];
  let variants = 0;
  for (const [row, position] of points.position.entries()) {
    const hasPlace = kind !== 'along' || (points.contig[row] !== -1 && !Number.isNaN(position));
    if (hasPlace && shown.every(({ values }) => !Number.isNaN(values[row]))) variants++;
  }
  return { picture, variants };
}
