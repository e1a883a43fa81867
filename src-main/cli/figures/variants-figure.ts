import {
  MegabaseError,
  type FigureFormat,
  type FigureLook,
  type PointColumn,
  type Project,
  type VariantPictureKind,
  type VariantSet,
} from '../../contract/index.ts';
import { checkOutputs } from '../../analysis/export/index.ts';
import { setFigure, writeFigure } from '../../analysis/figure/index.ts';
import type { CommandContext } from '../context.ts';
import { openOutputs, type OverwriteOption } from '../outputs.ts';
import { withProject } from './with-project.ts';

interface VariantsFigureOptions extends Omit<FigureLook, 'legend'>, OverwriteOption {
  readonly project: string;
  /** True for the set that is shown. */
  readonly set: string | true;
  readonly picture: VariantPictureKind;
  readonly up?: PointColumn;
  readonly across?: PointColumn;
  readonly dpi: number;
  readonly cache?: string;
  readonly out: string;
}

/** A written picture of scored variants. */
export interface WrittenPicture {
  readonly path: string;
  readonly format: FigureFormat;
  /** Name of the file that was scored. */
  readonly set: string;
  readonly picture: VariantPictureKind;
  /** Columns on the axes. */
  readonly up: PointColumn;
  readonly across?: PointColumn | undefined;
  /** Those that are drawn: they have the values that the picture shows. */
  readonly variants: number;
  readonly bytes: number;
}

/** Writes a picture of a project's scored variants as the cache has them. Errors: `usage`, `project-entry-unknown`, those of files. */
export async function figureOfVariants(
  options: VariantsFigureOptions,
  format: FigureFormat,
  context: CommandContext,
): Promise<WrittenPicture> {
  const { out, dpi, cache, picture: kind, up, across, width, fontSize, title } = options;
  const { signal } = context;
  return withProject(options.project, cache, signal, async ({ workbench, project, inputs }) => {
    const set = setOf(project, options.set);
    const { genome } = project;
    if (!genome) {
      throw new MegabaseError(
        'usage',
        `The genome of ${project.name} was not found; open the project in the window and say where it is.`,
      );
    }
    const replaces = await openOutputs([out], () => checkOutputs([out], inputs), options, context);
    const points = await workbench.variantPoints({ project: project.id, set: set.id });
    const models = await workbench.models();
    const { figure, columns, variants } = await setFigure(
      { set, points, contigs: genome.contigs, models },
      {
        ...{ project: options.project, genome: genome.name, picture: { kind, up, across } },
        ...{ rows: {}, width, fontSize, title, file: { out, format, dpi } },
      },
    );
    const bytes = await writeFigure(figure, out, { format, dpi, replaces });
    return { path: out, format, set: set.source, picture: kind, ...columns, variants, bytes };
  });
}

/** The set of an ID or of a file; the one that is shown, or the only one, where none is named. */
function setOf({ variantSets, name }: Project, wanted: string | true): VariantSet {
  const shown = variantSets.filter((set) => set.shown);
  const found =
    wanted === true
      ? shown.length > 0
        ? shown
        : variantSets
      : variantSets.filter(({ id, source }) => id === wanted || source === wanted);
  const [set] = found;
  if (set && found.length === 1) return set;
  const known = variantSets.map(({ id, source }) => `${id} (${source})`).join(', ') || 'none';
  if (set) {
    throw new MegabaseError(
      'usage',
      `Several sets of scored variants fit; give --variants an ID. The project ${name} has ${known}.`,
    );
  }
  const what = wanted === true ? 'no scored variants' : `no scored variants "${wanted}"`;
  throw new MegabaseError(
    'project-entry-unknown',
    `The project ${name} has ${what}; it has ${known}.`,
  );
}
