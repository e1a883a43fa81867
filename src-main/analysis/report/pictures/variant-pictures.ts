import {
  variantPictureKinds,
  type Contig,
  type VariantPictureKind,
  type VariantPoints,
} from '../../../contract/index.ts';
import { placesOf, variantAxes, withUnit, type VariantMark } from '../../../drawing/index.ts';
import type { VariantTableHead } from '../../variants/index.ts';
import type { ReportPicture } from '../report.ts';
import { inlineSvg, variantFigure, variantPicture } from '../../figure/index.ts';
import { look } from './region-picture.ts';

/** mm */
const half = 88;

/** Where variants lie and how large their effects are: along the contigs, against the ratio, and how many. */
export async function variantPictures(
  points: VariantPoints,
  contigs: readonly Contig[],
  { track, masked, labels }: Pick<VariantTableHead, 'track' | 'masked' | 'labels'>,
  marks: readonly VariantMark[],
): Promise<ReportPicture[]> {
  const words = { track: track && withUnit(track), masked, labels };
  const axes = variantAxes(points, words);
  const [value] = axes;
  if (!value) return [];
  const places = placesOf(points, contigs);
  const named = marks.length === 0 ? '' : ' The largest effects are named.';
  const captions: Record<VariantPictureKind, string> = {
    along: `${value.title}, along the genome: each dot is a variant.${named}`,
    scatter:
      'The same effect, against how unusual the new letters are to the model. Only variants that have both.',
    histogram: 'How many variants have which effect.',
  };
  const pictures: ReportPicture[] = [];
  const hasRatio = axes.some((axis) => axis !== value && axis.column === 'score');
  for (const kind of variantPictureKinds) {
    if (kind === 'scatter' && !hasRatio) continue;
    const rows = kind === 'along' ? { marks } : {};
    const picture = variantPicture({ kind }, axes, places, rows);
    if (!picture) continue;
    const caption = captions[kind];
    const isHalf = kind !== 'along';
    const figure = await variantFigure(picture, {
      ...{ ...look, width: isHalf ? half : look.width },
      ...{ title: caption, hasTitle: false, notes: [] },
    });
    pictures.push({ svg: inlineSvg(figure, { name: kind, label: caption }), caption, isHalf });
  }
  return pictures;
}
