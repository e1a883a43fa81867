import type { JobMethods } from '../../contract/index.ts';
import type { AnswersTo } from '../answers.ts';
import type { JobQueue } from './job-queue.ts';

/** All jobs while they run, and those that have ended until they are dismissed. */
export function jobMethods(jobs: JobQueue): AnswersTo<JobMethods> {
  return {
    jobs: () => jobs.list(),
    cancelJob: ({ id }) => jobs.cancel(id),
    retryJob: ({ id }) => jobs.retry(id),
    dismissJob: ({ id }) => jobs.dismiss(id),
  };
}
