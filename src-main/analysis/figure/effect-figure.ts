import { drawEffectBars, effectBarsHeight, textSize, type BarLine } from '../../drawing/index.ts';
import { mmPerInch, points, pointsPerInch, type Figure } from './figure.ts';
import { openFonts } from './fonts.ts';

/** Composes effects as bars, one below the other, as a figure of so many mm, in letters of so many points. */
export async function effectFigure(
  lines: readonly BarLine[],
  {
    width,
    fontSize,
    title,
  }: { readonly width: number; readonly fontSize: number; readonly title: string },
): Promise<Figure> {
  const { measure } = await openFonts();
  const scale = fontSize / textSize;
  const height = (effectBarsHeight(lines.length) * scale * mmPerInch) / pointsPerInch;
  return {
    ...{ width, height, scale, title, measure, rows: 1, notes: [] },
    draw: (pen) => drawEffectBars(pen, lines, { width: points(width) / scale }),
  };
}
