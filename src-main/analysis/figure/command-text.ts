import { basename } from 'node:path';
import type { FigureFormat, FigureLook } from '../../contract/index.ts';
import { shellWord } from '../../formats/output/index.ts';

/** What a command of a figure says. */
export interface FigureCommand extends FigureLook {
  /** Options that name what is drawn, files by their names and not their folders. */
  readonly inputs: readonly string[];
  /** Absent where variants are drawn, wherever they stand. */
  readonly region?: string | undefined;
  /** Path; absent of a figure that is only looked at. */
  readonly out?: string | undefined;
  readonly format: FigureFormat;
  /** Of PNG. */
  readonly dpi: number;
}

/** The command that makes a figure again, where its files are. */
export function commandText(command: FigureCommand): string {
  const { inputs, region, width, fontSize, title, legend, out, format, dpi } = command;
  const isNamed = out?.toLowerCase().endsWith(`.${format}`);
  const words = [
    ...inputs,
    ...(region === undefined ? [] : ['--region', region]),
    ...['--width', String(width), '--font-size', String(fontSize)],
    ...(title === undefined ? [] : ['--title', title]),
    ...(legend ? [] : ['--no-legend']),
    ...(format === 'png' ? ['--dpi', String(dpi)] : []),
    ...(out === undefined || isNamed ? [] : ['--format', format]),
    ...(out === undefined ? [] : ['--out', basename(out)]),
  ];
  return `megabase figure ${words.map(shellWord).join(' ')}`;
}
