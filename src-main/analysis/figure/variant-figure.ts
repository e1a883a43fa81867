import type { VariantPictureChoice } from '../../contract/index.ts';
import {
  chosenAxes,
  drawVariants,
  inks,
  SvgPen,
  textSize,
  titleFont,
  wrapText,
  type placesOf,
  type PictureChoice,
  type VariantAxis,
  type VariantPicture,
} from '../../drawing/index.ts';
import type { HeaderNote } from '../../formats/output/index.ts';
import { checkSize } from './check-size.ts';
import { millimetres, points, type Figure } from './figure.ts';
import { openFonts } from './fonts.ts';
import { figureNotes } from './notes.ts';

/** mm; px that a picture is high at least, where letters are large. */
const heights = { along: 70, scatter: 66, histogram: 66 } as const;
const leastHeight = 160;

/** px of a line of the title above a picture. */
const titleLine = 18;

/** How a picture of variants looks, and what made it. */
export interface VariantFigureSpec {
  /** mm */
  readonly width: number;
  /** Points. */
  readonly fontSize: number;
  /** Of the file. */
  readonly title: string;
  /** Whether the title also stands above the picture. */
  readonly hasTitle: boolean;
  readonly notes: readonly HeaderNote[];
}

/** What a picture shows; undefined where no variant has the values that it needs. */
export function variantPicture(
  { kind, ...wanted }: VariantPictureChoice,
  axes: readonly VariantAxis[],
  places: ReturnType<typeof placesOf>,
  rows: PictureChoice,
): VariantPicture | undefined {
  const { up, across } = chosenAxes(axes, wanted);
  if (!up) return undefined;
  if (kind === 'along') return { kind, places, value: up, ...rows };
  if (kind === 'histogram') return { kind, value: up, ...rows };
  return across && { kind, across, up, ...rows };
}

/** Composes a picture of scored variants as a figure. Error: `usage`, for a size that is no figure's. */
export async function variantFigure(
  picture: VariantPicture,
  { width, fontSize, title, hasTitle, notes }: VariantFigureSpec,
): Promise<Figure> {
  checkSize({ width, fontSize });
  const { measure } = await openFonts();
  const scale = fontSize / textSize;
  const mm = (px: number) => millimetres(px * scale);
  const height = Math.max(heights[picture.kind], mm(leastHeight));
  const size = { width: points(width) / scale, height: points(height) / scale };
  const measuring = new SvgPen({ measure, scale });
  measuring.font = titleFont;
  const lines = hasTitle ? wrapText(measuring, title, size.width - 8) : [];
  const top = lines.length * titleLine;
  return {
    ...{ width, height: height + mm(top), scale, title, measure, rows: 1 },
    notes: figureNotes(notes),
    draw(pen) {
      pen.font = titleFont;
      pen.fillStyle = inks.word;
      pen.textAlign = 'left';
      pen.textBaseline = 'alphabetic';
      for (const [i, line] of lines.entries()) pen.fillText(line, 4, (i + 1) * titleLine - 4);
      pen.save();
      pen.translate(0, top);
      drawVariants(pen, picture, size);
      pen.restore();
    },
  };
}
