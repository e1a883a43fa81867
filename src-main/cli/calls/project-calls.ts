import { z } from 'zod';
import { figureFormat } from '../../analysis/figure/index.ts';
import { figureDefaults, figureLimits } from '../../contract/index.ts';
import type { Call } from './call.ts';
import type { CalledProjects } from './called-projects.ts';
import { expectOutput, placeInside, type CallFolders } from './command-line.ts';
import { projectAnalyses } from './project-analyses.ts';
import { callWith, textParameter, textsParameter, type ProjectCall } from './project-call.ts';
import { projectChanges } from './project-changes.ts';
import { projectReport } from './project-report-call.ts';
import { projectSummary } from './project-summary.ts';

/** What can be done with the projects that the window shows; a window with the same project open follows. */
export function projectCalls(projects: CalledProjects): Call[] {
  return [
    {
      name: 'projects_list',
      about: 'The projects that were opened last and lie within the folders open to calls.',
      schema: z.strictObject({}),
      readsOnly: true,
      run: async () => ({ kind: 'done', answer: { projects: await projects.list() }, files: [] }),
    },
    {
      name: 'project_new',
      about: 'Makes a project round a genome (FASTA or 2bit), which the window can open.',
      schema: z.strictObject({ genome: textParameter, files: textsParameter.optional() }),
      readsOnly: false,
      run: async (given, _hooks, folders) => newProject(projects, given, folders),
    },
    ...[describe, addFiles, ...projectChanges, undo, figure, projectReport].map((one) =>
      callWith(one, projects),
    ),
    ...projectAnalyses.map((one) => callWith(one, projects)),
  ];
}

async function newProject(
  projects: CalledProjects,
  given: Readonly<Record<string, unknown>>,
  folders: CallFolders,
) {
  const { genome, files = [] } = given as { genome: string; files?: readonly string[] };
  const [path, ...paths] = [genome, ...files].map((one) => placeInside(one, folders));
  const { workbench } = projects;
  const made = await workbench.newProject({ path: path ?? '' });
  const { project: now, said } =
    paths.length > 0
      ? await workbench.addFiles({ project: made.id, paths })
      : { project: made, said: [] };
  return { kind: 'done' as const, answer: { ...projectSummary(now), notes: said }, files: [] };
}

const describe: ProjectCall = {
  name: 'project_describe',
  about:
    'What a project holds: genome, files, marks, runs, maps and scored variants, by their ids.',
  shape: {},
  run: (_given, { project: found }) => Promise.resolve(projectSummary(found)),
};

const addFiles: ProjectCall = {
  name: 'project_add_files',
  about: 'Adds annotations, variants, reads or signals to a project.',
  shape: { files: textsParameter },
  run: async (given, { project: before, projects, folders }) => {
    const paths = (given['files'] as string[]).map((one) => placeInside(one, folders));
    const { project: now, said } = await projects.workbench.addFiles({
      ...{ project: before.id, paths },
    });
    const known = new Set(before.tracks.map(({ path }) => path));
    const added = now.tracks.filter(({ path }) => paths.includes(path) && !known.has(path));
    const ids = new Set(added.map(({ id }) => id));
    if (ids.size > 0) {
      projects.note(before, {
        title: 'add files',
        back: async (workbench, { id: project, tracks, missing }) => {
          const left = [...tracks, ...missing].filter(({ id }) => ids.has(id));
          for (const { id: track } of left) await workbench.removeTrack({ project, track });
        },
      });
    }
    return { ...projectSummary(now), notes: said };
  },
};

const undo: ProjectCall = {
  name: 'project_undo',
  about:
    'Takes back the last change that these calls have made to a project: files, marks, what is shown, or what an ' +
    'analysis put into it. Nothing of its window is taken back.',
  shape: {},
  run: async (_given, { project: found, projects }) => {
    const { title } = await projects.undo(found);
    return { undone: title, ...projectSummary(await projects.open(found.path)) };
  },
};

const within = ({ least, most }: { readonly least: number; readonly most: number }) =>
  z.number().min(least).max(most);

const figureShape = z.object({
  region: textParameter,
  out: textParameter.describe('new file; .svg, .pdf or .png'),
  rows: textsParameter
    .optional()
    .describe('ids of rows; those that the project shows where absent'),
  width: within(figureLimits.width).default(figureDefaults.width),
  font_size: within(figureLimits.fontSize).default(figureDefaults.fontSize),
  title: textParameter.optional(),
});

const figure: ProjectCall = {
  name: 'project_figure',
  about: 'Writes what a project shows of a region as a figure: SVG, PDF or PNG.',
  shape: figureShape.shape,
  run: async (given, { project: found, projects, folders }) => {
    const { region, out, rows, width, font_size: fontSize, title } = figureShape.parse(given);
    const path = placeInside(out, folders);
    expectOutput(path, folders);
    const format = figureFormat(path);
    const look = { ...figureDefaults, width, fontSize, title };
    return projects.workbench.exportFigure({
      ...{ project: found.id, region, rows, ...look, path, format },
    });
  },
};
