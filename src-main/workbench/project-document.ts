import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import {
  fileOptions,
  graphKinds,
  guideNames,
  MegabaseError,
  isMegabaseError,
  plainLayout,
  pointColumns,
  systemCode,
  unphasedChoices,
  utf8Text,
  variantPictureKinds,
} from '../contract/index.ts';
import { writeOwnFileSync } from '../formats/output/index.ts';
import { baseMapSchema, baseMapWithPaths } from './saved-base-map.ts';
import { evaluationSchema, evaluationWithPaths } from './saved-evaluation.ts';
import { identity, region } from './saved-parts.ts';

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

const mapRequestSchema = z.object({
  region,
  flank: z.number().int().nonnegative().optional(),
  /** Model id. */
  model: z.string(),
  elements: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('track'), track: z.string(), threshold: z.number() }),
    z.object({ kind: z.literal('tile'), bp: z.number().int().positive() }),
    z.object({ kind: z.literal('bed'), path: z.string() }),
  ]),
  /** Path of an annotation. */
  targets: z.string().optional(),
  targetTrack: z.string(),
  knockOut: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('n') }),
    z.object({ kind: z.literal('shuffle'), times: z.number().int().positive() }),
  ]),
  /** Random places beside each element. */
  background: z.number().int().positive().optional(),
  /** Answers beside the model's own; the others' models by their ids. */
  readings: z
    .object({
      strands: z.boolean().optional(),
      members: z.boolean().optional(),
      models: z.array(z.string()).optional(),
    })
    .optional(),
  tolerance: z.number().positive(),
});

const mapSchema = z.object({
  id: z.string(),
  /** What was asked for: with it the cache gives the numbers back. */
  request: mapRequestSchema,
  interval: region,
  model: identity,
  /** Key of the run that was read. */
  run: z.string(),
  elementCount: z.number().int(),
  targetCount: z.number().int(),
  createdAt: z.string(),
  /** Seconds that a changed sequence took; absent where none was computed. */
  secondsEach: z.number().optional(),
  shown: z.boolean(),
});

const variantRequestSchema = z.object({
  /** Path of a file of variants, or of reads. */
  source: z.string(),
  region: region.optional(),
  flank: z.number().int().nonnegative().optional(),
  /** Model id. */
  model: z.string(),
  /** Path of an annotation. */
  targets: z.string().optional(),
  targetTrack: z.string().optional(),
  masked: z.boolean(),
  window: z.number().int().positive().optional(),
  windowOnly: z.boolean().optional(),
  distance: z.number().int().positive().optional(),
  likeSpliceAi: z.boolean().optional(),
  aggregate: z.string().optional(),
  haplotypes: z.boolean(),
  /** As written where absent. */
  unphased: z.enum(unphasedChoices).optional(),
  sample: z.string().optional(),
  /** Random changes near each variant. */
  background: z.number().int().positive().optional(),
  /** Answers beside the model's own. */
  strands: z.boolean().optional(),
  members: z.boolean().optional(),
  tolerance: z.number().positive(),
});

const variantSetSchema = z.object({
  id: z.string(),
  request: variantRequestSchema,
  /** Name of the file of rows in the cache's folder. */
  rows: z.string().regex(/^[\w-]+\.jsonl$/),
  model: identity,
  tracks: z.array(z.string()),
  /** Labels of the model's variant heads. */
  labels: z.array(z.object({ id: z.string(), label: z.string(), unit: z.string() })).optional(),
  /** Names of the files whose variants scores are ranked among. */
  ranked: z.array(z.string()).optional(),
  scored: z.number().int(),
  unscored: z.number().int(),
  /** Of the scored ones those in sequence far less likely than usual; none where absent. */
  unfamiliar: z.object({ count: z.number().int(), first: z.string() }).optional(),
  createdAt: z.string(),
  shown: z.boolean(),
});

const pointColumn = z.union([
  z.enum(pointColumns),
  z.templateLiteral(['head:', z.string().max(200)]),
]);

const layoutSchema = z.object({
  rows: z.record(
    z.string(),
    z.object({
      height: z.number().int().min(10).max(2000).optional(),
      scale: z
        .discriminatedUnion('kind', [
          z.object({ kind: z.literal('auto') }),
          z.object({ kind: z.literal('group') }),
          z
            .object({ kind: z.literal('fixed'), min: z.number(), max: z.number() })
            .refine(({ min, max }) => min < max),
        ])
        .optional(),
      log: z.boolean().optional(),
      color: z
        .string()
        .regex(/^#[0-9a-f]{6}$/i)
        .optional(),
      graph: z.enum(graphKinds).optional(),
      run: z.string().optional(),
      hidden: z.boolean().optional(),
      options: z
        .partialRecord(z.enum(fileOptions), z.union([z.string(), z.number(), z.boolean()]))
        .optional(),
    }),
  ),
  order: z.array(z.string()).readonly(),
  folded: z.array(z.string()).readonly(),
  hiddenColumns: z.array(z.string().max(200)).max(1000).readonly().optional(),
  columnWidth: z.number().int().min(80).max(600).optional(),
  variantPicture: z
    .object({
      ...{ shown: z.boolean(), kind: z.enum(variantPictureKinds) },
      ...{ up: pointColumn, across: pointColumn },
    })
    .partial()
    .optional(),
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

/** A distal map as it was asked for. */
export type MapRequest = z.infer<typeof mapRequestSchema>;

/** A distal map as a project remembers it. */
export type SavedMap = z.infer<typeof mapSchema>;

/** Variants as they were asked to be scored. */
export type VariantRequest = z.infer<typeof variantRequestSchema>;

/** Scored variants as a project remembers them. */
export type SavedVariantSet = z.infer<typeof variantSetSchema>;

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

/** Reads a project; paths come back absolute. Errors: `file-missing`, `project-format`. */
export function readProjectDocument(path: string): ProjectDocument {
  let bytes: Uint8Array;
  expectDocument(path);
  try {
    bytes = readFileSync(path);
  } catch (cause) {
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

/** Keys of all runs that the project's own and its maps were read from. */
export function runKeysOf({ runs, maps }: ProjectDocument): string[] {
  return [...runs.map(({ key }) => key), ...maps.map(({ run }) => run)];
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
  withPaths(document, (file) => {
    files.add(file);
    return file;
  });
  return [...files];
}

function withPaths(document: ProjectDocument, map: (path: string) => string): ProjectDocument {
  const maps = document.maps.map((one) => ({
    ...one,
    request: requestWithPaths(one.request, map),
  }));
  const variantSets = document.variantSets.map((set) => {
    const { source, targets } = set.request;
    const paths = {
      source: map(source),
      targets: targets === undefined ? undefined : map(targets),
    };
    return { ...set, request: { ...set.request, ...paths } };
  });
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

function requestWithPaths(request: MapRequest, map: (path: string) => string): MapRequest {
  const { elements, targets } = request;
  return {
    ...request,
    elements: elements.kind === 'bed' ? { ...elements, path: map(elements.path) } : elements,
    targets: targets === undefined ? undefined : map(targets),
  };
}
