import { join } from 'node:path';
import type { Font } from 'fontkit';
import type { MeasureText } from '../../drawing/index.ts';
import { programFiles } from '../../home/index.ts';

/** Files of the letters that a figure is measured with, and that PDF and PNG carry. */
export const fontFiles = {
  regular: join(programFiles.resources, 'fonts/Arimo-Regular.ttf'),
  bold: join(programFiles.resources, 'fonts/Arimo-Bold.ttf'),
} as const;

/**
 * What SVG asks for: letters of one and the same width, whichever of them is there. Arimo was made to have
 * those of Arial.
 */
export const fontFamily = "Arial, Helvetica, Arimo, 'Liberation Sans', sans-serif";

/** The letters of figures, to be measured. */
export interface FigureFonts {
  /** Widths of texts, px. */
  readonly measure: MeasureText;
  /** Letters of a text that the fonts lack, each once. */
  lacking(text: string): string[];
}

let opened: Promise<FigureFonts> | undefined;

/** Opens the fonts, once; what reads them is large, and loaded for a figure alone. */
export function openFonts(): Promise<FigureFonts> {
  return (opened ??= import('fontkit').then(({ openSync }) => {
    const open = (path: string) => {
      const font = openSync(path);
      if (!('layout' in font)) throw new Error(`${path} holds several fonts.`);
      return font;
    };
    return fontsOf(open(fontFiles.regular), open(fontFiles.bold));
  }));
}

/** Widths that are remembered: most texts come again. */
const mostWidths = 20_000;

function fontsOf(regular: Font, bold: Font): FigureFonts {
  const widths = new Map<string, number>();
  return {
    measure(text, font) {
      const key = `${font.bold ? 'b' : 'r'}${text}`;
      let width = widths.get(key);
      if (width === undefined) {
        const face = font.bold ? bold : regular;
        width = face.layout(text).advanceWidth / face.unitsPerEm;
        if (widths.size > mostWidths) widths.clear();
        widths.set(key, width);
      }
      return width * font.size;
    },
    lacking(text) {
      return [...new Set(text)].filter((one) => {
        return !/\s/.test(one) && !regular.hasGlyphForCodePoint(one.codePointAt(0) ?? 0);
      });
    },
  };
}
