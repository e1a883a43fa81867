import { resolve } from 'node:path';
import {
  figureResolutions,
  MegabaseError,
  type ExportTarget,
  type FigureFormat,
} from '../../contract/index.ts';
import { figureFormat } from '../../analysis/figure/index.ts';
import type { Replaceable } from '../../formats/output/index.ts';
import type { ModelLibrary } from '../../library/index.ts';
import { agreedOutputs, type ProjectStore } from '../project/index.ts';

/** A file that a figure is to be written to. */
interface FigureOutput {
  /** Absolute. */
  readonly path: string;
  readonly format: FigureFormat;
  readonly dpi: number;
  readonly replaces: Replaceable;
}

/** Errors: `output-format`; `usage` for a resolution that PNG does not have; those of `agreedOutputs`. */
export async function figureOutput(
  { project, path: given, format: name, dpi, replace }: ExportTarget & { readonly dpi: number },
  projects: ProjectStore,
  library: ModelLibrary,
): Promise<FigureOutput> {
  const path = resolve(given);
  const format = figureFormat(path, name);
  if (!figureResolutions.some((one) => one === dpi)) {
    const known = figureResolutions.join(' or ');
    throw new MegabaseError('usage', `PNG has ${known} dpi; ${dpi} was asked for.`);
  }
  const replaces = await agreedOutputs([path], replace, projects.get(project), library);
  return { path, format, dpi, replaces };
}
