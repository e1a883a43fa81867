import { z } from 'zod';
import {
  comparisonKinds,
  fileOptions,
  graphKinds,
  pointColumns,
  variantPictureKinds,
} from '../../contract/index.ts';

const pointColumn = z.union([
  z.enum(pointColumns),
  z.templateLiteral(['head:', z.string().max(200)]),
]);

const comparedSignal = z.union([
  z.object({ row: z.string() }),
  z.object({ run: z.string(), track: z.string() }),
]);

/** How a person arranged the rows and tables of a project. */
export const layoutSchema = z.object({
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
  comparisons: z
    .array(
      z.object({ kind: z.enum(comparisonKinds), first: comparedSignal, second: comparedSignal }),
    )
    .max(1000)
    .readonly()
    .optional(),
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
