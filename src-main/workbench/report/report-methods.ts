import type { ReportMethods } from '../../contract/index.ts';
import { resolve } from 'node:path';
import { agreedOutputs, type ProjectStore } from '../project/index.ts';
import type { AnswersTo } from '../answers.ts';
import type { JobContext } from '../environment/index.ts';
import type { JobQueue } from '../jobs/index.ts';
import { reportJob } from './report-job.ts';

/** Pages about what was made in a project. */
export function reportMethods(
  jobs: JobQueue,
  projects: ProjectStore,
  tools: JobContext,
): AnswersTo<ReportMethods> {
  return {
    writeReport: async (request) => {
      const project = projects.get(request.project);
      const path = resolve(request.path);
      const replaces = await agreedOutputs([path], request.replace, project, tools.models.library);
      const { title, region, work } = reportJob(request, { path, replaces }, project, tools);
      return jobs.add({ kind: 'report', title, region, project: project.id }, work);
    },
  };
}
