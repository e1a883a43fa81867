import { basename } from 'node:path';
import type { FigureFormat, FigureLook, VariantPictureChoice } from '../../contract/index.ts';
import type { PictureChoice } from '../../drawing/index.ts';
import { commandText } from './command-text.ts';
import type { Figure } from './figure.ts';
import { modelNote } from './notes.ts';
import { setPicture, type PicturedColumns, type PicturedSet } from './set-picture.ts';
import { variantFigure } from './variant-figure.ts';

/** How a picture of a project's set is composed. */
export interface SetFigureSpec extends Omit<FigureLook, 'legend'> {
  /** Path of the project. */
  readonly project: string;
  /** Name of its genome. */
  readonly genome: string;
  readonly picture: VariantPictureChoice;
  /** Rows that are drawn in full, and those that are named. */
  readonly rows: PictureChoice;
  /** What it shows that no option of the command asks for. */
  readonly beyond?: readonly string[] | undefined;
  /** The file that it goes into; absent of a figure that is only looked at. */
  readonly file?:
    { readonly out: string; readonly format: FigureFormat; readonly dpi: number } | undefined;
}

/**
 * Composes a picture of a project's set as a figure, and tells what is on its axes and how many variants it shows.
 * Errors: those of `setPicture`; `usage`, for a size that is no figure's.
 */
export async function setFigure(
  pictured: PicturedSet,
  { project, genome, picture: choice, rows, beyond = [], file, ...look }: SetFigureSpec,
): Promise<{
  readonly figure: Figure;
  readonly columns: PicturedColumns;
  readonly variants: number;
}> {
  const { set } = pictured;
  const { picture, columns, variants } = setPicture(choice, pictured, rows);
  const { kind, up, across } = choice;
  const inputs = [
    ...['--project', basename(project), '--variants', set.id, '--picture', kind],
    ...(up === undefined ? [] : ['--up', up]),
    ...(across === undefined || kind !== 'scatter' ? [] : ['--across', across]),
  ];
  const { width, fontSize, title } = look;
  const command = { ...look, legend: true, inputs, format: 'svg', dpi: 0, ...file } as const;
  const figure = await variantFigure(picture, {
    ...{ width, fontSize, title: title ?? `Variants of ${set.source}` },
    hasTitle: title !== undefined,
    notes: [
      { key: 'command', text: commandText(command) },
      ...(beyond.length > 0 ? [{ key: 'not in the command', text: beyond.join('; ') }] : []),
      { key: 'genome', text: genome },
      modelNote(set.model),
      { key: 'variants', text: `${set.source}, scored ${set.createdAt}` },
    ],
  });
  return { figure, columns, variants };
}
