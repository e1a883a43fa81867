import {
  formatRegion,
  MegabaseError,
  type InAdvance,
  type PredictRequest,
  type PredictionMethods,
} from '../../contract/index.ts';
import { resolve } from 'node:path';
import { agreedOutputs, projectJobs, type ProjectStore } from '../project/index.ts';
import type { AnswersTo } from '../answers.ts';
import { estimatePrediction } from './estimate-prediction.ts';
import type { JobQueue } from '../jobs/index.ts';
import type { JobContext } from '../environment/index.ts';
import { modelOfRun } from './model-of-run.ts';
import { predictJob } from './predict-job.ts';
import type { SavedRun } from '../saved/index.ts';
import { plainRun } from './plain-run.ts';
import { rawExportJob } from './raw-export-job.ts';

/** Predictions before they are made, and once more where a run's values are gone or were never kept. */
export function predictionMethods(
  jobs: JobQueue,
  projects: ProjectStore,
  tools: JobContext,
): AnswersTo<PredictionMethods> {
  const begin = projectJobs(jobs, projects, tools);
  const predict = ({ ahead, ...request }: PredictRequest & InAdvance, instead?: SavedRun) =>
    // In place of a lost run it is another job than by itself.
    begin(
      request.project,
      { ...request, instead: instead?.id },
      (project, all) => predictJob(request, project, all, instead),
      ahead,
    );
  return {
    estimate: async (request, signal) => {
      const { genome } = projects.get(request.project);
      const model = await tools.models.load(request.model);
      const { memory } = tools.limits();
      return estimatePrediction(request, {
        model,
        genome,
        cache: tools.cache.get(),
        memory,
        signal,
      });
    },
    predict: (request) => predict(request),
    predictAgain: ({ project: id, run, provider }) => {
      const project = projects.get(id);
      const lost = project.runs.get(run);
      const { tracks, window } = lost;
      const region = formatRegion(lost.region);
      const model = modelOfRun(lost, project, tools.cache.get());
      return predict({ project: id, region, model, tracks, window, provider }, lost);
    },
    exportRaw: async ({ project: id, replace, path: given, ...wanted }) => {
      const project = projects.get(id);
      const { key } = plainRun(project, wanted.run);
      const model = tools.cache.get().findRun(key)?.model.id;
      if (model === undefined) {
        throw new MegabaseError(
          'cache-missing',
          'This run is not kept any more; predict it again.',
        );
      }
      const path = resolve(given);
      const replaces = await agreedOutputs([path], replace, project, tools.models.library);
      const output = { ...wanted, path, replaces };
      const { title, region, work } = rawExportJob(output, project, model, tools);
      return jobs.add({ kind: 'export', title, region, project: project.id }, work);
    },
  };
}
