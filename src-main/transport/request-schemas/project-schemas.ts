import { z } from 'zod';
import {
  comparisonKinds,
  fileOptions,
  graphKinds,
  guideNames,
  maxMarks,
  variantPictureKinds,
} from '../../contract/index.ts';
import {
  nothing,
  number,
  path,
  place,
  pointColumn,
  span,
  text,
  texts,
  type Schemas,
} from './parts.ts';

const track = z.strictObject({ project: text, track: text });

const marks = z
  .array(
    span
      .extend({ name: text.optional() })
      .refine(({ start, end }) => start < end, 'a region ends after its start'),
  )
  .max(maxMarks);

const scale = z.union([
  z.strictObject({ kind: z.enum(['auto', 'group']) }),
  z
    .strictObject({ kind: z.literal('fixed'), min: number, max: number })
    .refine(({ min, max }) => min < max, 'a range ends above its start'),
]);

const row = z.strictObject({
  height: z.number().int().min(10).max(2000).optional(),
  scale: scale.optional(),
  log: z.boolean().optional(),
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .optional(),
  graph: z.enum(graphKinds).optional(),
  run: text.optional(),
  hidden: z.boolean().optional(),
  options: z.partialRecord(z.enum(fileOptions), z.union([text, number, z.boolean()])).optional(),
});

const comparedSignal = z.union([
  z.strictObject({ row: text }),
  z.strictObject({ run: text, track: text }),
]);

const layout = z.strictObject({
  rows: z.record(text, row),
  order: texts,
  folded: texts,
  comparisons: z
    .array(
      z.strictObject({
        ...{ kind: z.enum(comparisonKinds), first: comparedSignal, second: comparedSignal },
      }),
    )
    .max(1000)
    .readonly()
    .optional(),
  hiddenColumns: z.array(z.string().max(200)).max(1000).readonly().optional(),
  columnWidth: z.number().int().min(80).max(600).optional(),
  variantPicture: z
    .strictObject({
      ...{ shown: z.boolean(), kind: z.enum(variantPictureKinds) },
      ...{ up: pointColumn, across: pointColumn },
    })
    .partial()
    .optional(),
});

/** Projects, their files and what they show. */
export const projectSchemas = {
  recentProjects: nothing,
  newProject: path,
  openProject: path,
  openGuide: z.strictObject({ guide: z.enum(guideNames) }),
  addFiles: z.strictObject({ project: text, paths: texts, index: text.optional() }),
  removeTrack: track,
  restoreTrack: track,
  relocate: z.strictObject({
    ...{ project: text, file: text, path: text },
    index: text.optional(),
  }),
  updateProject: z.strictObject({
    project: text,
    locus: text.optional(),
    model: text.nullable().optional(),
    revision: number.optional(),
    shown: texts.optional(),
    shownMaps: texts.optional(),
    shownBaseMaps: texts.optional(),
    marks: marks.optional(),
    layout: layout.optional(),
  }),
  findPlace: z.strictObject({ project: text, text, exact: z.boolean().optional() }),
  listFolder: z.strictObject({ folder: text.optional() }),
  // Where it is looked for is not the page's to say.
  findFiles: z.strictObject({
    files: z.array(z.strictObject({ name: text, bytes: place, modifiedAt: number })).max(1_000),
  }),
} satisfies Schemas;
