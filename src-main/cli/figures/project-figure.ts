import {
  formatRegion,
  MegabaseError,
  type FigureFormat,
  type FigureLook,
  type Project,
} from '../../contract/index.ts';
import { checkOutputs } from '../../analysis/export/index.ts';
import type { CommandContext } from '../context.ts';
import { openNotes } from '../console/index.ts';
import { openOutputs, type OverwriteOption } from '../outputs.ts';
import { withProject } from './with-project.ts';

interface ProjectFigureOptions extends FigureLook, OverwriteOption {
  readonly project: string;
  readonly rows?: readonly string[];
  readonly region?: string;
  readonly dpi: number;
  readonly cache?: string;
  readonly out: string;
}

/** A written figure of rows. */
export interface WrittenRows {
  readonly path: string;
  readonly format: FigureFormat;
  readonly rows: number;
  readonly bytes: number;
  readonly region: string;
}

/** Writes what a project shows. Errors: `usage`, `region-syntax`, `project-entry-unknown`, those of files. */
export async function figureOfProject(
  options: ProjectFigureOptions,
  format: FigureFormat,
  context: CommandContext,
): Promise<WrittenRows> {
  const { out, dpi, cache, title, rows, legend, width, fontSize } = options;
  const { signal } = context;
  return withProject(options.project, cache, signal, async ({ workbench, project, inputs }) => {
    const region = await regionOf(project, options.region, async (text) => {
      const [found] = await workbench.findPlace({ project: project.id, text, exact: true }, signal);
      return found && formatRegion(found.region);
    });
    const replaces = await openOutputs([out], () => checkOutputs([out], inputs), options, context);
    const request = {
      ...{ project: project.id, region, rows, title, legend, width, fontSize, dpi, format },
      ...{ path: out, replace: [...replaces.keys()] },
    };
    const written = await workbench.exportFigure(request, signal);
    const { onNote } = openNotes(context.console);
    for (const note of written.notes) onNote(note);
    return { path: out, format, rows: written.records, bytes: written.bytes, region };
  });
}

/** As it was given, or where the project was last looked at. Error: `usage`, `region-syntax`. */
async function regionOf(
  { locus, name }: Project,
  wanted: string | undefined,
  find: (text: string) => Promise<string | undefined>,
): Promise<string> {
  // Of several loci side by side the first.
  const text = wanted ?? locus?.split(/\s+/)[0];
  if (text === undefined || text === '') {
    throw new MegabaseError('usage', `The project ${name} has shown nothing yet; give --region.`);
  }
  const found = await find(text);
  if (found !== undefined) return found;
  throw new MegabaseError('region-syntax', `${text} is neither a region nor a gene of ${name}.`);
}
