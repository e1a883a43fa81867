import type { ModelIdentity } from '../contract/index.ts';
import {
  chartFigure,
  figureFormat,
  modelNote,
  writeFigure,
  type ChartedSection,
} from '../analysis/figure/index.ts';
import type { HeaderNote, Replaceable } from '../formats/output/index.ts';
import { programVersion } from '../home/index.ts';

/** Charts of how well a model does, and what of. */
export interface Charts {
  readonly title: string;
  readonly sections: readonly ChartedSection[];
  readonly model: ModelIdentity;
  readonly inputs: readonly HeaderNote[];
}

/** Pixels an inch of a PNG. */
const dpi = 300;

/** Writes charts as the figure that a file's ending asks for, with what made them. Errors: `output-format`, those of the file. */
export async function writeCharts(
  { title, sections, model, inputs }: Charts,
  path: string,
  { replaces }: { readonly replaces?: Replaceable | undefined },
): Promise<void> {
  const figure = await chartFigure(title, sections, [
    { key: 'program', text: `Megabase ${programVersion()}` },
    modelNote(model),
    ...inputs,
  ]);
  await writeFigure(figure, path, { format: figureFormat(path), dpi, replaces });
}
