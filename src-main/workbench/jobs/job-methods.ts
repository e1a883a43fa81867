import type { Answers } from '../answers.ts';
import type { JobQueue } from './job-queue.ts';

/** All jobs while they run, and those that have ended until they are dismissed. */
export function jobMethods(
  jobs: JobQueue,
): Pick<Answers, 'jobs' | 'cancelJob' | 'retryJob' | 'dismissJob'> {
  return {
    jobs: () => jobs.list(),
    cancelJob: ({ id }) => jobs.cancel(id),
    retryJob: ({ id }) => jobs.retry(id),
    dismissJob: ({ id }) => jobs.dismiss(id),
  };
}
