/** Jobs: what waits and runs, how far each is, and how an analysis is shown on one. Knows of no project. */
export { followAnalysis, followEvents } from './follow-analysis.ts';
export { jobMethods } from './job-methods.ts';
export { JobQueue } from './job-queue.ts';
export { type MadeJob, progressInterval, type Work } from './job-run.ts';
