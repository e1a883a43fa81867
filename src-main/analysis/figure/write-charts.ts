import type { ModelIdentity } from '../../contract/index.ts';
import type { HeaderNote, Replaceable } from '../../formats/output/index.ts';
import { chartFigure, type ChartedSection } from './chart-figure.ts';
import { modelNote } from './notes.ts';
import { figureFormat, writeFigure } from './write-figure.ts';

/** Charts of how well a model does, and what of. */
export interface Charts {
  readonly title: string;
  readonly sections: readonly ChartedSection[];
  readonly model: ModelIdentity;
  readonly inputs: readonly HeaderNote[];
}

/**
 * Writes charts as the figure that a file's ending or `format` asks for, with what made them; gives its bytes. Errors:
 * `output-format`, those of the file.
 */
export async function writeCharts(
  { title, sections, model, inputs }: Charts,
  path: string,
  {
    format: name,
    replaces,
  }: { readonly format?: string | undefined; readonly replaces?: Replaceable | undefined },
): Promise<number> {
  const format = figureFormat(path, name);
  const figure = await chartFigure(title, sections, [modelNote(model), ...inputs]);
  return writeFigure(figure, path, { format, replaces });
}
