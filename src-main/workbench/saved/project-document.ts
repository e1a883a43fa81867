import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import {
  guideNames,
  MegabaseError,
  isMegabaseError,
  plainLayout,
  systemCode,
  utf8Text,
} from '../../contract/index.ts';
import { answeringKeys } from '../../analysis/run/index.ts';
import { writeOwnFileSync } from '../../formats/output/index.ts';
import { baseMapSchema, baseMapWithPaths } from './saved-base-map.ts';
import { evaluationSchema, evaluationWithPaths } from './saved-evaluation.ts';
import { layoutSchema } from './saved-layout.ts';
import { mapSchema, mapWithPaths } from './saved-map.ts';
import { region } from './saved-parts.ts';
import { variantSetSchema, variantSetWithPaths } from './saved-variant-set.ts';

const runSchema = z.object({
  /** The key, or where another run of the project has it already, something like it. */
  id: z.string(),
  key: z.string(),
  region,
  /** The interval that was read; its start tells where the run's bins lie. */
  interval: region,
  tracks: z.array(z.string()),
  /** Model id; projects did not always note it. */
  model: z.string().optional(),
  /** Of a context effect: bp after which the state was reset. */
  window: z.number().int().positive().optional(),
  shown: z.boolean(),
});

const documentSchema = z.object({
  formatVersion: z.literal(1),
  name: z.string(),
  /** The guide that the project is of; guides saved before they were marked have none. */
  guide: z.enum(guideNames).optional(),
  genome: z.string(),
  tracks: z.array(z.string()),
  /** By the path of a track, that of its index where it does not lie beside it; absent where there is none such. */
  indexes: z.record(z.string(), z.string()).optional(),
  model: z.string().optional(),
  locus: z.string().optional(),
  /** Projects saved before marks were kept have none. */
  marks: z.array(region.extend({ name: z.string().optional() })).default([]),
  /** Projects saved before rows could be arranged have none. */
  layout: layoutSchema
    .default({ rows: {}, order: [], folded: [] })
    // How rows were arranged is worth no project that cannot be opened.
    .catch({ rows: {}, order: [], folded: [] }),
  runs: z.array(runSchema),
  /** Projects saved before there were distal maps have none. */
  maps: z.array(mapSchema).default([]),
  /** Projects saved before bases were mapped have none. */
  baseMaps: z.array(baseMapSchema).default([]),
  /** Projects saved before variants could be scored have none. */
  variantSets: z.array(variantSetSchema).default([]),
  /** Projects saved before models were evaluated in the window have none. */
  evaluations: z.array(evaluationSchema).default([]),
});

/** A project as it is saved: paths of files, what is chosen, and the runs by their keys. */
export type ProjectDocument = z.infer<typeof documentSchema>;

/** A project that can be changed, as its file has it at that moment. */
export interface EditableProject {
  readonly document: ProjectDocument;
  edit(work: (now: ProjectDocument) => Partial<ProjectDocument>): void;
}

/** A run as a project remembers it. */
export type SavedRun = z.infer<typeof runSchema>;

/** Of a project's file. */
const projectEnding = '.megabase';

/** What projects were called before; those keep their names. */
const olderEnding = '.megabase.json';

export function isProjectPath(path: string): boolean {
  return path.endsWith(projectEnding) || path.endsWith(olderEnding);
}

/** Path of a project of that name in a folder: of one that was saved under an older name, that. */
export function projectPath(folder: string, name: string): string {
  const path = join(folder, name + projectEnding);
  const older = join(folder, name + olderEnding);
  return existsSync(older) && !existsSync(path) ? older : path;
}

/** Reads a project; paths come back absolute. Errors: `file-missing`, `file-unreadable`, `project-format`. */
export function readProjectDocument(path: string): ProjectDocument {
  let bytes: Uint8Array;
  try {
    expectDocument(path);
    bytes = readFileSync(path);
  } catch (cause) {
    if (isMegabaseError(cause)) throw cause;
    const code = systemCode(cause) === 'ENOENT' ? 'file-missing' : 'file-unreadable';
    throw new MegabaseError(code, `The project ${path} cannot be read (${systemCode(cause)}).`, {
      cause,
    });
  }
  try {
    return withPaths(documentSchema.parse(JSON.parse(utf8Text(path, bytes))), (file) =>
      resolve(dirname(path), file),
    );
  } catch (cause) {
    if (isMegabaseError(cause)) throw cause;
    const issue = cause instanceof z.ZodError ? cause.issues[0] : undefined;
    const why = issue
      ? `${issue.path.join('.')}: ${issue.message}`
      : cause instanceof Error
        ? cause.message
        : String(cause);
    throw new MegabaseError('project-format', `${path} is not a Megabase project: ${why}.`, {
      cause,
    });
  }
}

/** Bytes of a project at most: it is a list of names and places. */
const maxDocument = 256 << 20;

/** All of a document is read at once, and reading a pipe or a device might never end. */
function expectDocument(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found || found.isDirectory() || (found.isFile() && found.size <= maxDocument)) return;
  const what = found.isFile()
    ? `has ${found.size.toLocaleString('en-US')} bytes`
    : 'is a pipe or a device';
  const message = `${path} is not a Megabase project: it ${what}.`;
  throw new MegabaseError('project-format', message, { file: path });
}

/** A project round a genome, with nothing in it yet. */
export function newProjectDocument(name: string, genome: string): ProjectDocument {
  const made = { runs: [], maps: [], baseMaps: [], variantSets: [], evaluations: [] };
  return { formatVersion: 1, name, genome, tracks: [], marks: [], layout: plainLayout, ...made };
}

/** Keys of all runs that are the project's own, and that its maps may be read from. */
export function runKeysOf({ runs, maps }: ProjectDocument): string[] {
  return [...runs.map(({ key }) => key), ...maps.flatMap(({ run }) => answeringKeys(run, 'auto'))];
}

/** Saves a project whole; files below or beside its folder are named relative to it. */
export function writeProjectDocument(path: string, document: ProjectDocument): void {
  const folder = dirname(path);
  const saved = withPaths(document, (file) => {
    // With slashes on every system, so that the folder can travel between them.
    const short = relative(folder, file).split(sep).join('/');
    // More steps up than two: the project and the file do not travel together.
    return isAbsolute(short) || short.startsWith('../../../') ? file : short;
  });
  writeOwnFileSync(path, `${JSON.stringify(saved, null, 2)}\n`);
}

/** Every file of the user's that a project names, as it names them; each once. */
export function filesOf(document: ProjectDocument): string[] {
  const files = new Set<string>();
  const { tracks, indexes = {} } = document;
  // The index of a track that was removed, or lies elsewhere now, is named no more than it.
  const own = Object.entries(indexes).filter(([track]) => tracks.includes(track));
  withPaths({ ...document, indexes: Object.fromEntries(own) }, (file) => {
    files.add(file);
    return file;
  });
  return [...files];
}

function withPaths(document: ProjectDocument, map: (path: string) => string): ProjectDocument {
  const maps = document.maps.map((one) => mapWithPaths(one, map));
  const variantSets = document.variantSets.map((one) => variantSetWithPaths(one, map));
  const baseMaps = document.baseMaps.map((one) => baseMapWithPaths(one, map));
  const evaluations = document.evaluations.map((one) => evaluationWithPaths(one, map));
  const chosen = Object.entries(document.indexes ?? {}).map(([track, index]) => [
    ...[map(track), map(index)],
  ]);
  return {
    ...{ ...document, maps, baseMaps, variantSets, evaluations },
    ...(chosen.length > 0 ? { indexes: Object.fromEntries(chosen) as Record<string, string> } : {}),
    ...{ genome: map(document.genome), tracks: document.tracks.map(map) },
  };
}
