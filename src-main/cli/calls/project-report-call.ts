import { statSync } from 'node:fs';
import { z } from 'zod';
import {
  defaultReportRows,
  MegabaseError,
  type Project,
  type ReportSubject,
} from '../../contract/index.ts';
import { expectOutput, placeInside } from './command-line.ts';
import { textParameter, type ProjectCall } from './project-call.ts';
import { finishJob } from './project-job.ts';

const shape = z.object({
  result: textParameter.describe('id of scored variants, a map or a run of the project'),
  out: textParameter.describe('new file; .html'),
});

export const projectReport: ProjectCall = {
  name: 'project_report',
  about:
    'Writes a page about scored variants, a map or a run of a project, for somebody without the program.',
  shape: shape.shape,
  run: async (given, { project, projects, hooks, folders }) => {
    const { result, out } = shape.parse(given);
    const path = placeInside(out, folders);
    expectOutput(path, folders);
    const subject = subjectOf(result, project);
    const { notes } = await finishJob(projects.running, hooks, () =>
      projects.workbench.writeReport({
        ...{ project: project.id, subject, path },
        ...{ maxRows: defaultReportRows, provider: 'auto' },
      }),
    );
    return { path, bytes: statSync(path).size, notes };
  },
};

function subjectOf(id: string, { runs, maps, variantSets }: Project): ReportSubject {
  const isIn = (all: readonly { readonly id: string }[]) => all.some((one) => one.id === id);
  if (isIn(variantSets)) return { kind: 'variants', set: id };
  if (isIn(maps)) return { kind: 'map', map: id };
  if (isIn(runs)) return { kind: 'run', run: id };
  throw new MegabaseError(
    'usage',
    `The project has no run, map or scored variants with the id ${id}; project_describe has those that there are.`,
  );
}
