import { figureFormats, figureResolutions, type FigureFormat } from '../../contract/index.ts';
import {
  endingsOf,
  formatByEnding,
  writeWholeFile,
  type Replaceable,
} from '../../formats/output/index.ts';
import type { Figure } from './figure.ts';
import { svgText } from './svg-text.ts';

/** The format that a file's ending asks for. Error: `output-format`. */
export function figureFormat(path: string, name?: string): FigureFormat {
  return formatByEnding(path, name, endingsOf(figureFormats, { text: false }), { of: 'a figure' });
}

/** Writes a figure; gives its bytes. Errors: those of the file. */
export async function writeFigure(
  figure: Figure,
  path: string,
  {
    format,
    dpi = figureResolutions[0],
    replaces,
  }: {
    readonly format: FigureFormat;
    /** Of PNG, pixels an inch. */
    readonly dpi?: number | undefined;
    readonly replaces?: Replaceable | undefined;
  },
): Promise<number> {
  return writeWholeFile(path, await bytesOf(figure, format, dpi), { replaces });
}

/** What draws PDF and PNG is large, and loaded for them alone. */
async function bytesOf(
  figure: Figure,
  format: FigureFormat,
  dpi: number,
): Promise<string | Uint8Array> {
  switch (format) {
    case 'svg':
      return svgText(figure);
    case 'pdf':
      return (await import('./pdf-bytes.ts')).pdfBytes(figure);
    case 'png':
      return (await import('./png-bytes.ts')).pngBytes(figure, dpi);
  }
}
