import { z } from 'zod';
import {
  fileOptions,
  graphKinds,
  guideNames,
  leastCacheBytes,
  leastMemoryBytes,
  providers,
  themes,
  unphasedChoices,
  pointColumns,
  variantColumns,
  type WorkbenchMethod,
} from '../contract/index.ts';

// No path can hold NUL, and nothing else that is named has one.
const text = z
  .string()
  .max(10_000)
  .refine((value) => !value.includes('\0'), 'contains a NUL character');
const texts = z.array(text).max(10_000);
const nothing = z.undefined();
const path = z.strictObject({ path: text });
const id = z.strictObject({ id: text });
const place = z.number().int().nonnegative();

const span = z.strictObject({ contig: text, start: place, end: place });

const marks = z
  .array(
    z
      .strictObject({ contig: text, start: place, end: place, name: text.optional() })
      .refine(({ start, end }) => start < end, 'a region ends after its start'),
  )
  .max(10_000);

const number = z.number();
const layout = z.strictObject({
  rows: z.record(
    text,
    z.strictObject({
      height: z.number().int().min(10).max(2000).optional(),
      scale: z
        .union([
          z.strictObject({ kind: z.enum(['auto', 'group']) }),
          z
            .strictObject({ kind: z.literal('fixed'), min: number, max: number })
            .refine(({ min, max }) => min < max, 'a range ends above its start'),
        ])
        .optional(),
      log: z.boolean().optional(),
      color: z
        .string()
        .regex(/^#[0-9a-f]{6}$/i)
        .optional(),
      graph: z.enum(graphKinds).optional(),
      run: text.optional(),
      hidden: z.boolean().optional(),
      options: z
        .partialRecord(z.enum(fileOptions), z.union([text, number, z.boolean()]))
        .optional(),
    }),
  ),
  order: texts,
  folded: texts,
  hiddenColumns: z.array(z.string().max(200)).max(1000).readonly().optional(),
  columnWidth: z.number().int().min(80).max(600).optional(),
});

const provider = z.union([
  z.enum(['auto', ...providers]),
  z.templateLiteral(['cuda:', z.number().int().nonnegative()]),
]);

const predict = z.strictObject({
  project: text,
  region: text,
  flank: place.optional(),
  model: text,
  tracks: texts.optional(),
  window: z.number().int().positive().optional(),
  provider,
});

const effects = z.strictObject({
  project: text,
  region: text,
  flank: place.optional(),
  model: text,
  elements: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('track'), track: text, threshold: z.number() }),
    z.strictObject({ kind: z.literal('tile'), bp: z.number().int().positive() }),
    z.strictObject({ kind: z.literal('bed'), file: text }),
  ]),
  targets: text.optional(),
  targetTrack: text.optional(),
  knockOut: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('n') }),
    z.strictObject({ kind: z.literal('shuffle'), times: z.number().int().positive().max(1000) }),
  ]),
  background: z.number().int().positive().max(10_000).optional(),
  provider,
});
const figure = {
  project: text,
  region: text,
  rows: texts.optional(),
  ...{ compared: texts.max(2).optional(), comparedAs: z.enum(['line', 'difference']).optional() },
  thresholds: z.record(text, z.number().nonnegative()).optional(),
  knownLinks: z.boolean().optional(),
  variant: z
    .strictObject({
      set: text,
      row: place,
      track: text,
      name: text,
      interval: span,
      scale: z.number().positive(),
    })
    .optional(),
  ...{ width: z.number(), fontSize: z.number() },
  ...{ title: text.optional(), legend: z.boolean() },
};

const readout = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('likelihood'), masked: z.boolean().optional() }),
  z.strictObject({ kind: z.literal('track'), track: text, at: text.optional() }),
]);
const baseMap = z.strictObject({
  project: text,
  region: text,
  flank: place.optional(),
  model: text,
  question: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('mutagenesis'), readout, annotation: text.optional() }),
    z.strictObject({ kind: z.literal('dependencies') }),
  ]),
  provider,
});
const probe = z.strictObject({
  project: text,
  model: text,
  labels: text,
  id: text,
  name: text,
  bin: z.number().int().positive().max(1_000_000),
  holdOut: texts.optional(),
  byName: z.boolean().optional(),
  emptyIsZero: z.boolean().optional(),
  log: z.boolean().optional(),
  provider,
});
const map = z.strictObject({ project: text, map: text });
const variants = z.strictObject({
  project: text,
  source: text,
  region: text.optional(),
  flank: place.optional(),
  model: text,
  targets: text.optional(),
  targetTrack: text.optional(),
  masked: z.boolean(),
  window: z.number().int().positive().optional(),
  windowOnly: z.boolean().optional(),
  distance: z.number().int().positive().optional(),
  likeSpliceAi: z.boolean().optional(),
  aggregate: text.optional(),
  haplotypes: z.boolean(),
  unphased: z.enum(unphasedChoices).optional(),
  sample: text.optional(),
  background: z.number().int().positive().max(10_000).optional(),
  provider,
});
const variantSet = z.strictObject({ project: text, set: text });
const headColumn = z.string().regex(/^head:[A-Za-z0-9_-]+$/);
const genomePoint = z.strictObject({ contig: text, position: place });
const variantOrder = {
  ...{ project: text, set: text, descending: z.boolean() },
  sort: z.union([z.enum(variantColumns), headColumn]),
  filter: z.strictObject({
    text: text.optional(),
    scoredOnly: z.boolean().optional(),
    least: z.number().nonnegative().optional(),
    within: z
      .array(
        z.union([
          z.strictObject({
            ...{ column: z.union([z.enum(pointColumns), headColumn]) },
            ...{ min: number, max: number },
          }),
          z.strictObject({ column: z.literal('position'), from: genomePoint, to: genomePoint }),
        ]),
      )
      .max(4)
      .optional(),
  }),
};
/** As `ExportTarget` has it. */
const exportTarget = { project: text, format: text, path: text, replace: texts.optional() };

/** What each method takes: checked at the door, for whatever has reached the wire may speak on it. */
export const requestSchemas: Readonly<Record<WorkbenchMethod, z.ZodType>> = {
  recentProjects: nothing,
  newProject: path,
  openProject: path,
  openGuide: z.strictObject({ guide: z.enum(guideNames) }),
  addFiles: z.strictObject({ project: text, paths: texts }),
  removeTrack: z.strictObject({ project: text, track: text }),
  restoreTrack: z.strictObject({ project: text, track: text }),
  relocate: z.strictObject({ project: text, file: text, path: text }),
  updateProject: z.strictObject({
    project: text,
    locus: text.optional(),
    model: text.optional(),
    revision: z.number().optional(),
    shown: texts.optional(),
    shownMaps: texts.optional(),
    shownBaseMaps: texts.optional(),
    marks: marks.optional(),
    layout: layout.optional(),
  }),
  findPlace: z.strictObject({ project: text, text }),
  models: nothing,
  brokenModels: nothing,
  importModel: path,
  importPublished: z.strictObject({ repository: text }),
  removeModel: id,
  verifyModel: id,
  fitProbe: probe,
  providers: nothing,
  estimate: predict,
  predict,
  predictAgain: z.strictObject({ project: text, run: text, provider }),
  jobs: nothing,
  cancelJob: id,
  retryJob: id,
  dismissJob: id,
  writeReport: z.strictObject({
    project: text,
    subject: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('variants'), set: text }),
      z.strictObject({ kind: z.literal('map'), map: text }),
      z.strictObject({ kind: z.literal('run'), run: text }),
    ]),
    maxRows: z.number().int().positive().max(100_000),
    ...{ path: text, replace: texts.optional() },
    provider,
  }),
  deleteRun: z.strictObject({ project: text, run: text }),
  view: z.strictObject({
    project: text,
    run: text,
    track: text,
    start: z.number(),
    end: z.number(),
    bpPerPixel: z.number().positive(),
  }),
  exportRun: z.strictObject({
    run: text,
    tracks: texts,
    regions: texts.optional(),
    threshold: z.number().optional(),
    ...exportTarget,
  }),
  exportRaw: z.strictObject({
    ...{ project: text, run: text, region: text.optional() },
    ...{ path: text, replace: texts.optional() },
  }),
  exportGenes: z.strictObject({
    run: text,
    regions: texts.optional(),
    threshold: z.number(),
    ...exportTarget,
  }),
  figure: z.strictObject(figure),
  exportFigure: z.strictObject({ ...figure, dpi: z.number(), ...exportTarget }),
  estimateEffects: effects,
  findEffects: effects,
  findEffectsAgain: z.strictObject({ project: text, map: text, provider }),
  effectMap: map,
  exportEffects: z.strictObject({
    map: text,
    threshold: z.number().nonnegative(),
    ...exportTarget,
  }),
  deleteMap: map,
  contextCurve: z.strictObject({
    project: text,
    ...{ place: span.extend({ name: text }), region: span },
    model: text,
    track: text,
    provider,
  }),
  tutorialEffects: nothing,
  estimateBaseMap: baseMap,
  findBaseMap: baseMap,
  findBaseMapAgain: z.strictObject({ project: text, map: text, provider }),
  baseMap: map,
  exportBaseMap: z.strictObject({
    map: text,
    threshold: z.number().nonnegative().optional(),
    ...exportTarget,
  }),
  deleteBaseMap: map,
  scoreVariants: variants,
  keepBackground: variants,
  scoreVariantsAgain: z.strictObject({ project: text, set: text, provider }),
  variantOrder: z.strictObject(variantOrder),
  variantPoints: variantSet,
  variantRows: z.strictObject({
    ...variantOrder,
    offset: place,
    count: place.max(1000),
  }),
  variantView: z.strictObject({
    project: text,
    set: text,
    row: place,
    allele: z.enum(['reference', 'alternative']),
    track: text,
    start: z.number(),
    end: z.number(),
    bpPerPixel: z.number().positive(),
  }),
  showVariantSet: z.strictObject({ project: text, set: text.optional() }),
  exportVariants: z.strictObject({
    set: text,
    ...exportTarget,
  }),
  deleteVariantSet: variantSet,
  tutorialVariants: nothing,
  yeastGenes: z.strictObject({ project: text, run: text }),
  listFolder: z.strictObject({ folder: text.optional() }),
  preferences: nothing,
  changeSettings: z.strictObject({
    theme: z.enum(themes),
    provider,
    threads: z.number().int().positive().optional(),
    memoryBytes: z.number().min(leastMemoryBytes).optional(),
    cache: text.optional(),
    cacheBytes: z.number().min(leastCacheBytes).optional(),
    folders: z
      .strictObject({ favourites: z.array(text).max(200), last: z.record(text, text) })
      .optional(),
    offline: z.boolean(),
  }),
  about: nothing,
  diagnostics: nothing,
  licences: nothing,
  newestVersion: nothing,
};
