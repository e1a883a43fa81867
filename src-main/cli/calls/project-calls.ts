import { z } from 'zod';
import { figureFormat } from '../../analysis/figure/index.ts';
import { figureLimits, formatRegion, type Mark, type Project } from '../../contract/index.ts';
import { parseRegion } from '../../sequence/index.ts';
import type { Call } from './call.ts';
import type { CalledProjects } from './called-projects.ts';
import { expectOutput, placeInside, type CallFolders } from './command-line.ts';
import { projectAnalyses } from './project-analyses.ts';
import { callWith, type ProjectCall } from './project-call.ts';
import { projectReport } from './project-report-call.ts';
import { projectSummary } from './project-summary.ts';

const text = z.string().min(1).max(4_096);
const texts = z.array(text).min(1).max(1_000);

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
      schema: z.strictObject({ genome: text, files: texts.optional() }),
      readsOnly: false,
      run: async (given, _hooks, folders) => newProject(projects, given, folders),
    },
    ...[describe, addFiles, mark, show, choose, undo, figure, projectReport].map((one) =>
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
  shape: { files: texts },
  run: async (given, { project: before, projects, folders }) => {
    const paths = (given['files'] as string[]).map((one) => placeInside(one, folders));
    const { project: now, said } = await projects.workbench.addFiles({
      ...{ project: before.id, paths },
    });
    const known = new Set(before.tracks.map(({ id }) => id));
    const added = now.tracks.filter(({ id }) => !known.has(id)).map(({ id }) => id);
    projects.note(before, {
      title: 'add files',
      back: async (workbench, { id }) => {
        for (const track of added) await workbench.removeTrack({ project: id, track });
      },
    });
    return { ...projectSummary(now), notes: said };
  },
};

const mark: ProjectCall = {
  name: 'project_mark',
  about: 'Marks regions of a project by a name, or takes marks away.',
  shape: {
    add: z
      .array(z.strictObject({ region: text, name: text.optional() }))
      .max(1_000)
      .optional(),
    remove: texts.optional().describe('regions as marks have them'),
  },
  run: async (given, at) => {
    const { add = [], remove = [] } = given as {
      add?: readonly { region: string; name?: string }[];
      remove?: readonly string[];
    };
    const contigs = at.project.genome?.contigs ?? [];
    const placeOf = (region: string) => formatRegion(parseRegion(region, contigs));
    const added = add.map(({ region, name }): Mark => ({ ...parseRegion(region, contigs), name }));
    const gone = new Set([...remove.map(placeOf), ...added.map(formatRegion)]);
    const { marks: before } = at.project;
    const marks = [...before.filter((one) => !gone.has(formatRegion(one))), ...added];
    return projectSummary(await change(at, { marks }, 'marks', { marks: before }));
  },
};

const show: ProjectCall = {
  name: 'project_show',
  about: 'Shows runs and maps of a project in its window, or takes them out of view.',
  shape: { show: texts.optional(), hide: texts.optional() },
  run: async (given, at) => {
    const { show: more = [], hide = [] } = given as { show?: string[]; hide?: string[] };
    const shownIn = (all: readonly { readonly id: string; readonly shown: boolean }[]) =>
      all.filter(({ id, shown }) => more.includes(id) || (shown && !hide.includes(id)));
    const { runs, maps, baseMaps } = at.project;
    const ids = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id);
    const listed = (
      of: (all: typeof runs | typeof maps | typeof baseMaps) => readonly string[],
    ) => ({
      ...{ shown: of(runs), shownMaps: of(maps), shownBaseMaps: of(baseMaps) },
    });
    const before = listed((all) => ids(all.filter(({ shown }) => shown)));
    const now = listed((all) => ids(shownIn(all)));
    return projectSummary(await change(at, now, 'what is shown', before));
  },
};

const choose: ProjectCall = {
  name: 'project_choose',
  about: 'Chooses the model of a project, and where its window begins when it is opened.',
  shape: { model: text.optional(), locus: text.optional().describe('chr1:1,001-2,000') },
  run: async (given, at) => {
    const now = chosen(given);
    return projectSummary(await change(at, now, 'model and locus', chosen(at.project)));
  },
};

function chosen({ model, locus }: { readonly model?: unknown; readonly locus?: unknown }) {
  return {
    ...(typeof model === 'string' && { model }),
    ...(typeof locus === 'string' && { locus }),
  };
}

const undo: ProjectCall = {
  name: 'project_undo',
  about:
    'Takes back the last change that these calls have made to a project: files, marks, what is shown, or what an ' +
    'analysis put into it. Nothing of its window is taken back.',
  shape: {},
  run: async (_given, { project: found, projects }) => {
    const { title, back } = projects.takeLast(found);
    await back(projects.workbench, found);
    return { undone: title, ...projectSummary(await projects.open(found.path)) };
  },
};

const figureShape = z.object({
  region: text,
  out: text.describe('new file; .svg, .pdf or .png'),
  rows: texts.optional().describe('ids of rows; those that the project shows where absent'),
  width: z.number().min(figureLimits.width.least).max(figureLimits.width.most).default(180),
  font_size: z.number().min(figureLimits.fontSize.least).max(figureLimits.fontSize.most).default(7),
  title: text.optional(),
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
    const look = { width, fontSize, title, legend: true, dpi: 300 };
    return projects.workbench.exportFigure({
      ...{ project: found.id, region, rows, ...look, path, format },
    });
  },
};

type Change = Omit<Parameters<CalledProjects['workbench']['updateProject']>[0], 'project'>;

/** Changes what a project remembers, which can be taken back. */
async function change(
  { project: found, projects }: { readonly project: Project; readonly projects: CalledProjects },
  now: Change,
  title: string,
  before: Change,
): Promise<Project> {
  const { id, revision } = found;
  const changed = await projects.workbench.updateProject({ project: id, revision, ...now });
  projects.note(found, {
    title,
    back: (workbench, { id: one }) => workbench.updateProject({ project: one, ...before }),
  });
  return changed;
}
