import type { Job } from '../../src-main/contract/index.ts';
import type { WorkbenchClient } from '../../src-main/transport/index.ts';

/** Opens the tutorial and asks for a prediction; tells of the job as it goes on. */
export async function predict(
  workbench: WorkbenchClient,
  region: string,
  onJob?: (job: Job) => void,
) {
  const project = await workbench.openGuide({ guide: 'tutorial' });
  const ended = Promise.withResolvers<Job>();
  workbench.onEvent((event) => {
    if (event.kind !== 'job') return;
    onJob?.(event.job);
    if (['done', 'failed', 'cancelled'].includes(event.job.state)) ended.resolve(event.job);
  });
  const request = { project: project.id, region, flank: 0, model: 'hawk-tutorial' };
  await workbench.predict({ ...request, provider: 'cpu' });
  return { project, job: ended.promise };
}
