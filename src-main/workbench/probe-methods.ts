import type { Answers } from './answers.ts';
import type { JobQueue } from './job-queue.ts';
import { probeJob } from './probe-job.ts';
import type { ProjectDesk } from './project-desk.ts';
import type { VerifyJobTools } from './verify-job.ts';

export type ProbeMethods = Pick<Answers, 'fitProbe'>;

/** Probes: linear heads fitted to a lab's own labels. */
export function probeMethods(
  jobs: JobQueue,
  desk: ProjectDesk,
  tools: VerifyJobTools,
): ProbeMethods {
  return {
    fitProbe: (request) => {
      const { title, work } = probeJob(request, desk.get(request.project), tools);
      return jobs.add({ kind: 'probe', title, project: request.project }, work);
    },
  };
}
