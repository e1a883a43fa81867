import type { ProbeMethods } from '../../contract/index.ts';
import type { AnswersTo } from '../answers.ts';
import type { JobQueue } from '../jobs/index.ts';
import { probeJob } from './probe-job.ts';
import type { ProjectStore } from '../project/index.ts';
import type { JobContext } from '../environment/index.ts';

/** Probes: linear heads fitted to a lab's own labels. */
export function probeMethods(
  jobs: JobQueue,
  projects: ProjectStore,
  tools: JobContext,
): AnswersTo<ProbeMethods> {
  return {
    fitProbe: (request) => {
      const { title, work } = probeJob(request, projects.get(request.project), tools);
      return jobs.add({ kind: 'probe', title, project: request.project }, work);
    },
  };
}
