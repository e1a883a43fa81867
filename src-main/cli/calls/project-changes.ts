import { z } from 'zod';
import {
  formatRegion,
  isMegabaseError,
  markChanges,
  maxMarks,
  MegabaseError,
  withMarks,
  type Mark,
  type Project,
  type ServedWorkbench,
} from '../../contract/index.ts';
import { parseRegion } from '../../sequence/index.ts';
import {
  textParameter,
  textsParameter,
  type ProjectCall,
  type ProjectCallContext,
} from './project-call.ts';
import { projectSummary } from './project-summary.ts';

/** What is changed of a project besides its files and results. */
type Change = Omit<Parameters<ServedWorkbench['updateProject']>[0], 'project' | 'revision'>;

/** Times that a change is tried again which another process's came before. */
const maxAttempts = 8;

const mark: ProjectCall = {
  name: 'project_mark',
  about: 'Marks regions of a project by a name, or takes marks away.',
  shape: {
    add: z
      .array(z.strictObject({ region: textParameter, name: textParameter.optional() }))
      .max(1_000)
      .optional(),
    remove: textsParameter.optional().describe('regions as marks have them'),
  },
  run: async (given, at) => {
    const { add = [], remove = [] } = given as {
      add?: readonly { region: string; name?: string }[];
      remove?: readonly string[];
    };
    const contigs = at.project.genome?.contigs ?? [];
    const regionOf = (region: string) => formatRegion(parseRegion(region, contigs));
    const gone = new Set(remove.map(regionOf));
    // Of one region there is one mark.
    const added = new Map(
      add.map(({ region, name }) => {
        const one: Mark = { ...parseRegion(region, contigs), name };
        return [formatRegion(one), one];
      }),
    );
    return change(at, 'marks', ({ marks: before }) => {
      const regions = new Set(before.map(formatRegion));
      expectAll(gone, regions, 'mark of');
      const kept = before.filter((one) => {
        const region = formatRegion(one);
        return !gone.has(region) && !added.has(region);
      });
      const marks = [...kept, ...added.values()];
      if (marks.length > maxMarks) {
        throw new MegabaseError('usage', `A project has at most ${maxMarks} marks.`);
      }
      const changes = markChanges(before, marks);
      return {
        now: { marks },
        back: (later) => ({ marks: withMarks(later.marks, changes, 'before') }),
      };
    });
  },
};

const show: ProjectCall = {
  name: 'project_show',
  about: 'Shows runs and maps of a project in its window, or takes them out of view.',
  shape: { show: textsParameter.optional(), hide: textsParameter.optional() },
  run: (given, at) => {
    const { show: more = [], hide = [] } = given as { show?: string[]; hide?: string[] };
    const wanted = new Map([
      ...hide.map((id) => [id, false] as const),
      ...more.map((id) => [id, true] as const),
    ]);
    return change(at, 'what is shown', (project) => {
      const { runs, maps, baseMaps } = project;
      const shown = new Map([...runs, ...maps, ...baseMaps].map((one) => [one.id, one.shown]));
      expectAll(wanted.keys(), shown, 'run or map with the id');
      const before = new Map([...shown].filter(([id, is]) => (wanted.get(id) ?? is) !== is));
      return { now: shownAs(project, wanted), back: (later) => shownAs(later, before) };
    });
  },
};

/** Shows these, or does not; all others stay as they are. */
function shownAs({ runs, maps, baseMaps }: Project, wanted: ReadonlyMap<string, boolean>): Change {
  const idsOf = (all: readonly { readonly id: string; readonly shown: boolean }[]) =>
    all.filter(({ id, shown }) => wanted.get(id) ?? shown).map(({ id }) => id);
  return { shown: idsOf(runs), shownMaps: idsOf(maps), shownBaseMaps: idsOf(baseMaps) };
}

const choose: ProjectCall = {
  name: 'project_choose',
  about: 'Chooses the model of a project, and where its window begins when it is opened.',
  shape: {
    model: textParameter.optional(),
    locus: textParameter.optional().describe('chr1:1,001-2,000'),
  },
  run: (given, at) => {
    const now = given as { readonly model?: string; readonly locus?: string };
    const { model, locus } = now;
    return change(at, 'model and locus', (before) => ({
      now: { ...(model !== undefined && { model }), ...(locus !== undefined && { locus }) },
      // Not what somebody else has chosen since.
      back: (later) => ({
        ...(model !== undefined && later.model === model && { model: before.model ?? null }),
        ...(later.locus === locus && before.locus !== undefined && { locus: before.locus }),
      }),
    }));
  },
};

/** Changes of what a project remembers; each can be taken back. */
export const projectChanges: readonly ProjectCall[] = [mark, show, choose];

/** Errors: `usage` for what is not there. */
function expectAll(
  wanted: Iterable<string>,
  there: { has(one: string): boolean },
  what: string,
): void {
  const [lost] = [...wanted].filter((one) => !there.has(one));
  if (lost === undefined) return;
  throw new MegabaseError(
    'usage',
    `The project has no ${what} ${lost}; project_describe has those that there are.`,
  );
}

/** Makes a change from the project as it is, and tells how it is taken back from what the project is by then. */
async function change(
  { project, projects }: ProjectCallContext,
  title: string,
  make: (project: Project) => {
    readonly now: Change;
    readonly back: (later: Project) => Change;
  },
): Promise<object> {
  const { workbench } = projects;
  let back: ((later: Project) => Change) | undefined;
  const changed = await revise(workbench, project, (found) => {
    const made = make(found);
    back = made.back;
    return made.now;
  });
  const undo = back;
  if (undo) {
    projects.note(project, { title, back: (_, later) => revise(workbench, later, undo) });
  }
  return projectSummary(changed);
}

/** Changes a project, once more where another process was faster. */
async function revise(
  workbench: ServedWorkbench,
  project: Project,
  make: (project: Project) => Change,
): Promise<Project> {
  let now = project;
  for (let left = maxAttempts; ; left--) {
    try {
      const { id, revision } = now;
      return await workbench.updateProject({ project: id, revision, ...make(now) });
    } catch (error) {
      const isLate = isMegabaseError(error) && error.code === 'project-changed';
      if (!isLate || left === 0) throw error;
      now = await workbench.openProject({ path: project.path });
    }
  }
}
