import type { Job } from '../../contract/index.ts';
import type { JobContext, ProjectJobContext } from '../environment/index.ts';
import type { JobQueue, MadeJob } from '../jobs/index.ts';
import type { OpenProject } from './open-project.ts';
import type { ProjectStore } from './project-store.ts';

/**
 * Puts jobs of projects at the end of the queue; windows are told what a job adds to its project. `id` is that of
 * the project, `request` what was asked for, as the queue's `add` has it, and `ahead` whether in advance.
 */
export function projectJobs(jobs: JobQueue, projects: ProjectStore, tools: JobContext) {
  return (
    id: string,
    request: object,
    make: (project: OpenProject, tools: ProjectJobContext) => MadeJob,
    ahead = false,
  ): Job => {
    const project = projects.get(id);
    const onFinished = () => projects.announce(project);
    const { work, ...description } = make(project, { ...tools, onFinished });
    const own = { ...description, project: id, ...(ahead ? { ahead } : {}) };
    return jobs.add(own, work, request);
  };
}
