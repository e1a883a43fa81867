import { formatRegion, MegabaseError, type PredictRequest } from '../contract/index.ts';
import type { Answers } from './answers.ts';
import { estimatePrediction } from './estimate-prediction.ts';
import type { JobQueue } from './job-queue.ts';
import { predictJob, type PredictJobTools } from './predict-job.ts';
import type { SavedRun } from './project-document.ts';
import type { ProjectDesk } from './project-desk.ts';
import { rawExportJob } from './raw-export-job.ts';

export type JobMethods = Pick<
  Answers,
  | 'estimate'
  | 'predict'
  | 'predictAgain'
  | 'exportRaw'
  | 'jobs'
  | 'cancelJob'
  | 'retryJob'
  | 'dismissJob'
>;

/** Predictions before they are made, and all jobs while they run. */
export function jobMethods(
  jobs: JobQueue,
  desk: ProjectDesk,
  tools: Omit<PredictJobTools, 'onFinished'>,
): JobMethods {
  const predict = (request: PredictRequest, instead?: SavedRun) => {
    const project = desk.get(request.project);
    const onFinished = () => desk.announce(project);
    const withEnd = { ...tools, onFinished };
    const { title, region, work } = predictJob(request, project, withEnd, instead);
    return jobs.add({ kind: 'predict', title, region, project: project.id }, work);
  };
  return {
    estimate: async (request) => {
      const { genome } = desk.get(request.project);
      const model = await tools.models.load(request.model);
      return estimatePrediction(request, model, genome, tools.cache.get());
    },
    predict: (request) => predict(request),
    predictAgain: ({ project: id, run, provider }) => {
      const project = desk.get(id);
      const lost = project.getRun(run);
      const { tracks, model = project.document.model } = lost;
      const region = formatRegion(lost.region);
      if (model === undefined) {
        throw new MegabaseError(
          'project-format',
          `The project does not name the model that read ${region}; predict it again.`,
        );
      }
      return predict({ project: id, region, model, tracks, provider }, lost);
    },
    exportRaw: ({ project: id, ...wanted }) => {
      const project = desk.get(id);
      const { key } = project.getRun(wanted.run);
      const model = tools.cache.get().findRun(key)?.model.id;
      if (model === undefined) {
        throw new MegabaseError(
          'cache-missing',
          'This run is not kept any more; predict it again.',
        );
      }
      const { title, region, work } = rawExportJob(wanted, project, model, tools);
      return jobs.add({ kind: 'export', title, region, project: project.id }, work);
    },
    jobs: () => jobs.list(),
    cancelJob: ({ id }) => jobs.cancel(id),
    retryJob: ({ id }) => jobs.retry(id),
    dismissJob: ({ id }) => jobs.dismiss(id),
  };
}
