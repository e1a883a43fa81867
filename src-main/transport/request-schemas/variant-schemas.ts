import { z } from 'zod';
import { unphasedChoices, variantColumns, variantPictureKinds } from '../../contract/index.ts';
import {
  background,
  count,
  exportTarget,
  headColumn,
  inAdvance,
  nothing,
  number,
  place,
  pointColumn,
  reading,
  text,
  view,
  type Schemas,
} from './parts.ts';

const variants = z.strictObject({
  ...reading,
  source: text,
  region: text.optional(),
  targets: text.optional(),
  targetTrack: text.optional(),
  masked: z.boolean(),
  window: count.optional(),
  windowOnly: z.boolean().optional(),
  distance: count.optional(),
  likeSpliceAi: z.boolean().optional(),
  aggregate: text.optional(),
  haplotypes: z.boolean(),
  unphased: z.enum(unphasedChoices).optional(),
  sample: text.optional(),
  background: background.optional(),
  strands: z.boolean().optional(),
  members: z.boolean().optional(),
});

const variantSet = z.strictObject({ project: text, set: text });
const genomePoint = z.strictObject({ contig: text, position: place });

const range = z.union([
  z.strictObject({
    ...{ column: pointColumn },
    ...{ min: number, max: number },
  }),
  z.strictObject({ column: z.literal('position'), from: genomePoint, to: genomePoint }),
]);

const filter = z.strictObject({
  text: text.optional(),
  scoredOnly: z.boolean().optional(),
  least: number.nonnegative().optional(),
  within: z.array(range).max(4).optional(),
});

const variantOrder = variantSet.extend({
  descending: z.boolean(),
  sort: z.union([z.enum(variantColumns), headColumn]),
  filter,
});

const variantFigure = z.strictObject({
  ...{ project: text, set: text, width: number, fontSize: number, title: text.optional() },
  picture: z.strictObject({
    ...{ kind: z.enum(variantPictureKinds) },
    ...{ up: pointColumn.optional(), across: pointColumn.optional() },
  }),
  filter: filter.optional(),
  marks: z
    .array(z.strictObject({ row: place, label: text }))
    .max(100)
    .optional(),
});

/** Scored variants. */
export const variantSchemas = {
  scoreVariants: variants.extend(inAdvance),
  keepBackground: variants,
  scoreVariantsAgain: variantSet.extend({ provider: reading.provider }),
  variantOrder,
  variantPoints: variantSet,
  variantRows: variantOrder.extend({ offset: place, count: place.max(1000) }),
  variantView: z.strictObject({
    ...view,
    ...{ set: text, row: place, allele: z.enum(['reference', 'alternative']) },
  }),
  showVariantSet: variantSet.partial({ set: true }),
  variantFigure,
  exportVariantFigure: variantFigure.extend({ dpi: number, ...exportTarget }),
  exportVariants: z.strictObject({ set: text, ...exportTarget }),
  deleteVariantSet: variantSet,
  tutorialVariants: nothing,
} satisfies Schemas;
