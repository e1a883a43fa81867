import { resolve } from 'node:path';
import type { EvaluateRequest, EvaluationMethods } from '../../contract/index.ts';
import { evaluatedRows, evaluationFigure } from '../../analysis/evaluate/index.ts';
import { figureFormat, writeCharts } from '../../analysis/figure/index.ts';
import { writeWholeFile } from '../../formats/output/index.ts';
import { matchContig } from '../../sequence/index.ts';
import { agreedOutputs, projectJobs, type ProjectStore } from '../project/index.ts';
import type { AnswersTo } from '../answers.ts';
import { EvaluationFiles, type SavedEvaluationRequest } from '../saved/index.ts';
import { evaluationJob } from './evaluation-job.ts';
import type { JobContext } from '../environment/index.ts';
import type { JobQueue } from '../jobs/index.ts';

/** Rows left out that are named; the JSON file has them all. */
const namedSkipped = 20;

/** Evaluations on labelled data: while they are made, and afterwards. */
export function evaluationMethods(
  jobs: JobQueue,
  projects: ProjectStore,
  tools: JobContext,
): AnswersTo<EvaluationMethods> {
  const files = new EvaluationFiles(tools.locations);
  const beginJob = projectJobs(jobs, projects, tools);
  const begin = (
    id: string,
    wanted: SavedEvaluationRequest,
    provider: EvaluateRequest['provider'],
    instead?: string,
  ) =>
    beginJob(id, { id, wanted, provider, instead }, (project, all) =>
      evaluationJob(wanted, provider, project, { ...all, files }, instead),
    );
  const find = (id: string, evaluation: string) => projects.get(id).evaluations.get(evaluation);
  return {
    evaluate: ({ project, provider, model, labels: given, ...choices }) => {
      const wanted = { labels: resolve(given), model, choices };
      return begin(project, wanted, provider);
    },
    evaluateAgain: ({ project, evaluation, provider }) =>
      begin(project, find(project, evaluation).request, provider, evaluation),
    evaluation: ({ project, evaluation }) => {
      const { title, metric, scoredBy, measured, charts, bad } = files.read(
        find(project, evaluation),
      );
      const skipped = { count: bad.length, first: bad.slice(0, namedSkipped) };
      return { title, metric, scoredBy, measured, charts, skipped };
    },
    evaluationRows: ({ project: id, evaluation, at, count }) => {
      const { genome } = projects.get(id);
      const groups = evaluatedRows(files.read(find(id, evaluation)), at, count);
      return groups.map(({ rows, ...group }) => ({
        ...group,
        rows: rows.map(({ region, ...row }) => {
          const contig = matchContig(region.contig, genome.contigs).contig.name;
          return { ...row, region: { ...region, contig } };
        }),
      }));
    },
    exportEvaluation: async (request) => {
      const path = resolve(request.path);
      const saved = find(request.project, request.evaluation);
      const isTable = request.format === 'json';
      const format = isTable ? 'json' : figureFormat(path, request.format);
      const kept = files.read(saved);
      const project = projects.get(request.project);
      const replaces = await agreedOutputs([path], request.replace, project, tools.models.library);
      const bytes = isTable
        ? await writeWholeFile(path, files.text(saved), { replaces })
        : await writeCharts(evaluationFigure(kept, saved.model), path, { format, replaces });
      return { path, format, records: kept.scores.length, bytes, leftOut: 0 };
    },
    deleteEvaluation: ({ project: id, evaluation }) => {
      const project = projects.get(id);
      files.delete(project.evaluations.remove(evaluation));
      return projects.announce(project);
    },
  };
}
