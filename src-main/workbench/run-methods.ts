import type { Answers } from './answers.ts';
import { exportRun } from './export-run.ts';
import type { OpenCache } from './open-cache.ts';
import type { ProjectDesk } from './project-desk.ts';
import { shiftOf } from './run-places.ts';
import { viewFinal } from './view-final.ts';

export type RunMethods = Pick<Answers, 'deleteRun' | 'view' | 'exportRun'>;

/** What was predicted. */
export function runMethods(desk: ProjectDesk, cache: OpenCache): RunMethods {
  return {
    deleteRun: ({ project: id, run }) => {
      const project = desk.get(id);
      const { key } = project.getRun(run);
      project.removeRun(run);
      if (!desk.hasRun(key)) cache.get().deleteRun(key);
      return desk.announce(project);
    },
    view: ({ project, run, track, start, end, bpPerPixel }) => {
      const opened = desk.get(project);
      const live = opened.live.get(run);
      if (live) return viewFinal(live, { track, start, end, bpPerPixel });
      const made = opened.getRun(run);
      const shift = shiftOf(made, cache.get());
      const view = cache.get().readView(made.key, track, start - shift, end - shift, bpPerPixel);
      return { ...view, start: view.start + shift };
    },
    exportRun: (request, signal) =>
      exportRun(request, desk.get(request.project), cache.get(), signal),
  };
}
