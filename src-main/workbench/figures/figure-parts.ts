import type { Mark, Project } from '../../contract/index.ts';
import type { FetchView, Row } from '../../drawing/index.ts';
import type { FigureSources } from '../../analysis/figure/index.ts';
import type { Answers } from '../answers.ts';
import { figureRows, type FigureContentRequest, type RowReads } from './figure-rows.ts';
import type { ProjectStore } from '../project/index.ts';

/** Of the workbench's own methods those that a figure is read by. */
export type FigureReads = RowReads & Pick<Answers, 'view' | 'variantView'>;

/** What a figure of a project is composed of. */
export interface FigureParts {
  readonly project: Project;
  readonly sources: FigureSources;
  /** From top to bottom. */
  readonly rows: readonly Row[];
  readonly marks: readonly Mark[];
  /** What could not be read, in sentences. */
  readonly notes: readonly string[];
}

/** Errors: `project-unknown`, `project-entry-unknown`; those of reading a map that was asked for by its id. */
export async function figureParts(
  projects: ProjectStore,
  reads: FigureReads,
  request: FigureContentRequest,
): Promise<FigureParts> {
  const open = projects.get(request.project);
  const { id, genome } = open;
  const project = projects.describe(open);
  const notes: string[] = [];
  const rows = await figureRows(project, request, reads, notes);
  const view: FetchView = async (asked, allele) =>
    allele
      ? reads.variantView({ project: id, ...asked, ...allele })
      : reads.view({ project: id, ...asked });
  const { runs, marks, variantSets } = project;
  const runOf = (run: string) => runs.find((one) => one.id === run)?.run;
  const modelOfSet = (set: string) => variantSets.find((one) => one.id === set)?.model;
  return { project, sources: { genome, view, runOf, modelOfSet }, rows, marks, notes };
}
