import type { Region, TrackView, RunMethods } from '../../contract/index.ts';
import type { AnswersTo } from '../answers.ts';
import { exportRun } from './export-run.ts';
import type { JobContext } from '../environment/index.ts';
import type { ProjectStore } from '../project/index.ts';
import { compareYeastGenes, exportGenes } from './run-genes.ts';
import { runShift } from './run-shift.ts';
import { withoutUnknown } from './unknown-bases.ts';
import { viewFinal } from './view-final.ts';

/** What was predicted. */
export function runMethods(projects: ProjectStore, tools: JobContext): AnswersTo<RunMethods> {
  const { cache, models } = tools;
  const { library } = models;
  return {
    deleteRun: ({ project: id, run }) => {
      const project = projects.get(id);
      const { key } = project.runs.remove(run);
      if (!projects.hasRun(key)) cache.get().deleteRun(key);
      return projects.announce(project);
    },
    view: ({ project, run, track, start, end, bpPerPixel }) => {
      const opened = projects.get(project);
      const { genomeState: state } = opened;
      const known = (view: TrackView, read: Region) =>
        'genome' in state ? withoutUnknown(view, state.genome, read) : view;
      const live = opened.live.get(run);
      if (live) return known(viewFinal(live, { track, start, end, bpPerPixel }), live.interval);
      const made = opened.runs.get(run);
      const shift = runShift(made, cache.get());
      const view = cache.get().readView(made.key, track, start - shift, end - shift, bpPerPixel);
      return known({ ...view, start: view.start + shift }, made.interval);
    },
    exportRun: (request, signal) =>
      exportRun(request, projects.get(request.project), cache.get(), { library, signal }),
    exportGenes: (request, signal = new AbortController().signal) =>
      exportGenes(request, projects.get(request.project), tools, signal),
    yeastGenes: ({ project, run }, signal = new AbortController().signal) =>
      compareYeastGenes(run, projects.get(project), tools, signal),
  };
}
