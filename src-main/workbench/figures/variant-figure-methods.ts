import {
  defined,
  type VariantFigureRequest,
  type VariantOrderRequest,
  type VariantFigureMethods,
} from '../../contract/index.ts';
import { setFigure, svgText, writeFigure } from '../../analysis/figure/index.ts';
import type { Answers, AnswersTo } from '../answers.ts';
import { figureOutput } from './figure-output.ts';
import type { JobContext } from '../environment/index.ts';
import type { ProjectStore } from '../project/index.ts';

/** Of the workbench's own methods those that a picture of variants is read by. */
type Reads = Pick<Answers, 'models' | 'variantOrder' | 'variantPoints'>;

/** Figures of scored variants. */
export function variantFigureMethods(
  projects: ProjectStore,
  { models: { library } }: Pick<JobContext, 'models'>,
  reads: Reads,
): AnswersTo<VariantFigureMethods> {
  const compose = async (
    { project: id, set: wanted, picture, filter, marks = [], ...look }: VariantFigureRequest,
    file?: Parameters<typeof setFigure>[1]['file'],
  ) => {
    const project = projects.get(id);
    project.variantSets.get(wanted);
    const { variantSets, genome } = projects.describe(project);
    const set = defined(variantSets.find((one) => one.id === wanted));
    const points = await reads.variantPoints({ project: id, set: wanted });
    const chosen = filter && (await listed(reads, { project: id, set: wanted, filter }, points));
    const { width, fontSize, title } = look;
    return setFigure(
      { set, points, contigs: project.genome.contigs, models: await reads.models() },
      {
        ...{
          project: project.path,
          genome: genome?.name ?? '',
          picture,
          width,
          fontSize,
          title,
          file,
        },
        rows: { chosen, marks },
        beyond: [
          ...(chosen ? ['which variants are listed, the others being pale'] : []),
          ...(marks.length > 0 ? ['the variants that are named'] : []),
        ],
      },
    );
  };
  return {
    variantFigure: async (request) => {
      const { figure } = await compose(request);
      const { width, height } = figure;
      return { svg: svgText(figure), width, height, notes: [] };
    },
    exportVariantFigure: async (request) => {
      const output = await figureOutput(request, projects, library);
      const { path, format, dpi } = output;
      const { figure, variants } = await compose(request, { out: path, format, dpi });
      const bytes = await writeFigure(figure, path, output);
      return { path, format, records: variants, bytes, leftOut: 0, notes: [] };
    },
  };
}

/** 1 for rows that a filter lists; undefined where it lists all. */
async function listed(
  { variantOrder }: Reads,
  { project, set, filter }: Omit<VariantOrderRequest, 'sort' | 'descending'>,
  { position }: { readonly position: Float64Array },
): Promise<Uint8Array | undefined> {
  const order = { sort: 'position', descending: false } as const;
  const { rows } = await variantOrder({ project, set, ...order, filter });
  if (rows.length === position.length) return undefined;
  const chosen = new Uint8Array(position.length);
  for (const row of rows) chosen[row] = 1;
  return chosen;
}
