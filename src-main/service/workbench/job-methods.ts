import { MegabaseError } from '../../contract/index.ts';
import type { Answers } from './answers.ts';
import { estimatePrediction } from './estimate-prediction.ts';
import type { JobQueue } from './job-queue.ts';
import { predictJob, type PredictJobTools } from './predict-job.ts';
import type { ProjectDesk } from './project-desk.ts';
import { rawExportJob } from './raw-export-job.ts';

export type JobMethods = Pick<
  Answers,
  'estimate' | 'predict' | 'exportRaw' | 'jobs' | 'cancelJob' | 'retryJob' | 'dismissJob'
>;

/** Predictions before they are made, and all jobs while they run. */
export function jobMethods(
  jobs: JobQueue,
  desk: ProjectDesk,
  tools: Omit<PredictJobTools, 'onFinished'>,
): JobMethods {
  return {
    estimate: async (request) => {
      const { genome } = desk.get(request.project);
      const model = await tools.models.load(request.model);
      return estimatePrediction(request, model, genome, tools.cache.get());
    },
    predict: (request) => {
      const project = desk.get(request.project);
      const onFinished = () => desk.announce(project);
      const { title, region, work } = predictJob(request, project, { ...tools, onFinished });
      return jobs.add({ kind: 'predict', title, region, project: project.id }, work);
    },
    exportRaw: ({ project: id, ...wanted }) => {
      const project = desk.get(id);
      const { key } = project.getRun(wanted.run);
      const model = tools.cache.get().findRun(key)?.model.id;
      if (model === undefined) {
        throw new MegabaseError('run-unknown', 'This run is not kept any more; predict it again.');
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
