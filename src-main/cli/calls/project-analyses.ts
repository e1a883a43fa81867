import { z } from 'zod';
import {
  defined,
  MegabaseError,
  type BaseMapRequest,
  type EffectsRequest,
  type Job,
  type PredictRequest,
  type Project,
  type ServedWorkbench,
  type VariantsRequest,
} from '../../contract/index.ts';
import { requestSchemas } from '../../transport/index.ts';
import type { ProjectCall } from './project-call.ts';
import { finishJob } from './project-job.ts';
import { resultsOf } from './project-summary.ts';

/** Requests that a window makes with the same schemas; files of a project are named by id, path or name. */
type Requests = {
  readonly predict: PredictRequest;
  readonly findEffects: EffectsRequest;
  readonly findBaseMap: BaseMapRequest;
  readonly scoreVariants: VariantsRequest;
};

/** What need not be said. */
const usual = {
  model: z.string().optional().describe("the project's where absent"),
  provider: requestPart('predict', 'provider').default('auto'),
};

/** Analyses whose results belong to a project, as the window begins them. */
export const projectAnalyses: readonly ProjectCall[] = [
  analysis('predict', {
    name: 'project_predict',
    about: 'Predicts a region into a project; its window shows the tracks.',
    more: {},
    read: (request) => request,
  }),
  analysis('findEffects', {
    name: 'project_effects',
    about:
      'Knocks out elements of a region and notes in the project what each does to every target.',
    more: { knockOut: requestPart('findEffects', 'knockOut').default({ kind: 'n' }) },
    read: ({ elements, targets, ...request }, project) => ({
      ...request,
      elements:
        elements.kind === 'bed' ? { ...elements, file: trackId(elements.file, project) } : elements,
      ...(targets !== undefined && { targets: trackId(targets, project) }),
    }),
  }),
  analysis('findBaseMap', {
    name: 'project_base_map',
    about:
      'Substitutes each base of a region, as a mutagenesis or a dependency map of the project.',
    more: {},
    read: ({ question, ...request }, project) => ({
      ...request,
      question:
        question.kind === 'mutagenesis' && question.annotation !== undefined
          ? { ...question, annotation: trackId(question.annotation, project) }
          : question,
    }),
  }),
  analysis('scoreVariants', {
    name: 'project_variants',
    about: 'Scores the variants of a file of the project, or candidates from its reads, into it.',
    more: { masked: z.boolean().default(false), haplotypes: z.boolean().default(false) },
    read: ({ source, targets, ...request }, project) => ({
      ...request,
      source: trackId(source, project),
      ...(targets !== undefined && { targets: trackId(targets, project) }),
    }),
  }),
];

function requestShape(method: keyof Requests): Record<string, z.ZodType> {
  return (requestSchemas[method] as z.ZodObject).shape;
}

function requestPart(method: keyof Requests, part: string): z.ZodType {
  return defined(requestShape(method)[part]);
}

function analysis<M extends keyof Requests>(
  method: M,
  {
    name,
    about,
    more,
    read,
  }: {
    readonly name: string;
    readonly about: string;
    /** Of the schema, what is otherwise than in a window's request. */
    readonly more: z.ZodRawShape;
    readonly read: (request: Requests[M], project: Project) => Requests[M];
  },
): ProjectCall {
  const { project: _, ...shape } = requestShape(method);
  return {
    ...{ name, about, shape: { ...shape, ...usual, ...more } },
    run: async (given, { project, projects, hooks }) => {
      const model = given['model'] ?? project.model;
      if (model === undefined) {
        throw new MegabaseError('usage', `${project.name} has no model yet; name one.`);
      }
      const request = { ...given, project: project.id, model } as unknown as Requests[M];
      const begin = projects.workbench[method] as (request: Requests[M]) => Promise<Job>;
      const job = await finishJob(projects.running, hooks, () => begin(read(request, project)));
      const now = await projects.workbench.openProject({ path: project.path });
      // Not whatever is new: a window may have computed something of its own meanwhile.
      const own = [job.run, job.map, job.baseMap, job.variants].filter((id) => id !== undefined);
      const before = new Set(idsOf(project));
      const made = own.filter((id) => !before.has(id));
      if (made.length > 0) {
        projects.note(project, {
          title: job.title,
          back: (workbench, later) => forget(made, later, workbench),
        });
      }
      return {
        title: job.title,
        notes: job.notes,
        result: job.result,
        ...resultOf(own, now),
      };
    },
  };
}

/** What came of a job: what is new in the project, or was there before and has come once more. */
function resultOf(ids: readonly string[], project: Project) {
  const all = resultsOf(project);
  return Object.fromEntries(
    Object.entries(all).map(([list, entries]) => [
      list,
      entries.filter(({ id }: { id: string }) => ids.includes(id)),
    ]),
  );
}

function idsOf({ runs, lostRuns, maps, baseMaps, variantSets }: Project): string[] {
  return [...runs, ...lostRuns, ...maps, ...baseMaps, ...variantSets].map(({ id }) => id);
}

/** Takes results out of a project, those that are still there; the cache keeps what it has. */
async function forget(
  ids: readonly string[],
  { id: project, runs, lostRuns, maps, baseMaps, variantSets }: Project,
  workbench: ServedWorkbench,
): Promise<void> {
  const among = (all: readonly { readonly id: string }[]) =>
    all.map(({ id }) => id).filter((id) => ids.includes(id));
  for (const run of among([...runs, ...lostRuns])) await workbench.deleteRun({ project, run });
  for (const map of among(maps)) await workbench.deleteMap({ project, map });
  for (const map of among(baseMaps)) await workbench.deleteBaseMap({ project, map });
  for (const set of among(variantSets)) await workbench.deleteVariantSet({ project, set });
}

/** The id of a file of the project by its id, path or name; what is none of them is the workbench's to refuse. */
function trackId(text: string, { tracks }: Project): string {
  const found =
    tracks.find(({ id, path }) => id === text || path === text) ??
    tracks.find(({ name }) => name === text);
  return found?.id ?? text;
}
