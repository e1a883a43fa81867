import { type Contig, type VariantPoints } from '../../../contract/index.ts';
import {
  drawVariants,
  placesOf,
  textSize,
  variantAxes,
  type MeasureText,
  type VariantMark,
  type VariantPicture,
} from '../../../drawing/index.ts';
import type { VariantTableHead } from '../../variants/index.ts';
import type { ReportPicture } from '../report.ts';
import { openFonts } from '../../figure/index.ts';
import { inlineSvg } from './inline-svg.ts';
import { look } from './region-picture.ts';

const mmPerInch = 25.4;
const pointsPerInch = 72;

/** mm */
const half = 88;

/** Where variants lie and how large their effects are: along the contigs, against the ratio, and how many. */
export async function variantPictures(
  points: VariantPoints,
  contigs: readonly Contig[],
  { track, masked, labels }: Pick<VariantTableHead, 'track' | 'masked' | 'labels'>,
  marks: readonly VariantMark[],
): Promise<ReportPicture[]> {
  const { measure } = await openFonts();
  const words = { track: track && `${track.label} (${track.unit})`, masked, labels };
  const axes = variantAxes(points, words);
  const [value] = axes;
  if (!value) return [];
  const places = placesOf(points, contigs);
  const score = axes.find(({ column }) => column === 'score');
  const named = marks.length === 0 ? '' : ' The largest effects are named.';
  const pictures: ReportPicture[] = [
    pictureOf(measure, 'along', { kind: 'along', places, value, marks }, look.width, {
      height: 70,
      caption: `${value.title}, along the genome: each dot is a variant.${named}`,
    }),
  ];
  if (score && score !== value) {
    pictures.push(
      pictureOf(measure, 'scatter', { kind: 'scatter', across: score, up: value }, half, {
        height: 66,
        caption:
          'The same effect, against how unusual the new letters are to the model. Only variants that have both.',
      }),
    );
  }
  pictures.push(
    pictureOf(measure, 'histogram', { kind: 'histogram', value }, half, {
      height: 66,
      caption: 'How many variants have which effect.',
    }),
  );
  return pictures;
}

function pictureOf(
  measure: MeasureText,
  name: string,
  picture: VariantPicture,
  width: number,
  { height, caption }: { readonly height: number; readonly caption: string },
): ReportPicture {
  const scale = look.fontSize / textSize;
  const px = (mm: number) => (mm / mmPerInch) * (pointsPerInch / scale);
  const size = { width: px(width), height: px(height) };
  const figure = {
    ...{ width, height, scale, title: caption, notes: [], measure, rows: 1 },
    draw: (pen: Parameters<typeof drawVariants>[0]) => drawVariants(pen, picture, size),
  };
  return { svg: inlineSvg(figure, name, caption), caption, isHalf: width < look.width };
}
