import type { Answers } from './answers.ts';
import type { JobQueue } from './job-queue.ts';
import { probeJob } from './probe-job.ts';
import type { ProjectStore } from './project-store.ts';
import type { VerifyJobContext } from './verify-job.ts';

export type ProbeMethods = Pick<Answers, 'fitProbe'>;

/** Probes: linear heads fitted to a lab's own labels. */
export function probeMethods(
  jobs: JobQueue,
  projects: ProjectStore,
  tools: VerifyJobContext,
): ProbeMethods {
  return {
    fitProbe: (request) => {
      const { title, work } = probeJob(request, projects.get(request.project), tools);
      return jobs.add({ kind: 'probe', title, project: request.project }, work);
    },
  };
}
