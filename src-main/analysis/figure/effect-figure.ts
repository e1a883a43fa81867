import { layOutEffectBars, SvgPen, textSize, type BarLine } from '../../drawing/index.ts';
import type { HeaderNote } from '../../formats/output/index.ts';
import { millimetres, points, type Figure } from './figure.ts';
import { openFonts } from './fonts.ts';
import { figureNotes } from './notes.ts';

interface EffectFigureLook {
  /** mm */
  readonly width: number;
  /** Points. */
  readonly fontSize: number;
  readonly title: string;
  /** Written below the bars. */
  readonly caption?: string | undefined;
  readonly notes?: readonly HeaderNote[] | undefined;
}

/** Composes effects as bars, one below the other. */
export async function effectFigure(
  lines: readonly BarLine[],
  { width, fontSize, title, caption, notes = [] }: EffectFigureLook,
): Promise<Figure> {
  const { measure } = await openFonts();
  const scale = fontSize / textSize;
  const laidOut = layOutEffectBars(new SvgPen({ measure, scale }), lines, {
    ...{ width: points(width) / scale, caption },
  });
  return {
    ...{ width, height: millimetres(laidOut.height * scale), scale, title },
    ...{ measure, rows: 1, notes: figureNotes(notes) },
    draw: (pen) => laidOut.draw(pen),
  };
}
