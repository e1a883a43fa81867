import { basename } from 'node:path';
import {
  MegabaseError,
  type FigureFormat,
  type Project,
  type VariantSet,
} from '../contract/index.ts';
import { checkOutputs } from '../analysis/export/index.ts';
import {
  commandText,
  modelNote,
  setPicture,
  variantFigure,
  writeFigure,
  type VariantPictureKind,
} from '../analysis/figure/index.ts';
import { programVersion } from '../home/index.ts';
import type { CommandContext } from './context.ts';
import { openOutputs, type OverwriteOption } from './outputs.ts';
import { withProject } from './with-project.ts';

interface VariantsFigureOptions extends OverwriteOption {
  readonly project: string;
  /** True for the set that is shown. */
  readonly set: string | true;
  readonly picture: VariantPictureKind;
  readonly title?: string;
  readonly width: number;
  readonly fontSize: number;
  readonly dpi: number;
  readonly cache?: string;
  readonly out: string;
}

/** A written picture of scored variants. */
interface WrittenVariants {
  readonly path: string;
  readonly format: FigureFormat;
  /** Name of the file that was scored. */
  readonly set: string;
  readonly picture: VariantPictureKind;
  /** Those that are drawn: they have the values that the picture shows. */
  readonly variants: number;
  readonly bytes: number;
}

/** Writes a picture of a project's scored variants as the cache has them. Errors: `usage`, `project-entry-unknown`, those of files. */
export async function figureOfVariants(
  options: VariantsFigureOptions,
  format: FigureFormat,
  context: CommandContext,
): Promise<WrittenVariants> {
  const { out, dpi, cache, picture: kind, width, fontSize, title } = options;
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
    const points = await workbench.variantPoints({ project: project.id, set: set.id });
    const models = await workbench.models();
    const drawn = setPicture(kind, set, points, { contigs: genome.contigs, models });
    if (!drawn) throw nothingToDraw(kind, set);
    const { picture, variants } = drawn;
    const replaces = await openOutputs([out], () => checkOutputs([out], inputs), options, context);
    const words = ['--project', basename(options.project), '--variants', set.id, '--picture', kind];
    const command = { width, fontSize, title, legend: true, inputs: words, out, format, dpi };
    const figure = await variantFigure(picture, {
      ...{ width, fontSize, title: title ?? `Variants of ${set.source}` },
      hasTitle: title !== undefined,
      notes: [
        { key: 'program', text: `Megabase ${programVersion()}` },
        { key: 'command', text: commandText(command) },
        { key: 'genome', text: genome.name },
        modelNote(set.model),
        { key: 'variants', text: `${set.source}, scored ${set.createdAt}` },
      ],
    });
    const bytes = await writeFigure(figure, out, { format, dpi, replaces });
    return { path: out, format, set: set.source, picture: kind, variants, bytes };
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

function nothingToDraw(kind: VariantPictureKind, { source }: VariantSet): MegabaseError {
  const why =
    kind === 'scatter'
      ? 'the scatter plot needs an LLR and an effect; choose --picture along or histogram'
      : 'no variant has a score';
  return new MegabaseError('usage', `${source} has nothing to draw: ${why}.`);
}
