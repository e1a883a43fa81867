import { z } from 'zod';
import {
  count,
  exportTarget,
  number,
  output,
  place,
  provider,
  span,
  text,
  texts,
  type Schemas,
} from './parts.ts';

const figure = z.strictObject({
  project: text,
  region: text,
  rows: texts.optional(),
  thresholds: z.record(text, number.nonnegative()).optional(),
  knownLinks: z.boolean().optional(),
  variant: z
    .strictObject({
      ...{ set: text, row: place, track: text, name: text },
      ...{ interval: span, scale: number.positive() },
    })
    .optional(),
  ...{ width: number, fontSize: number, title: text.optional(), legend: z.boolean() },
});

/** Figures and reports. */
export const paperSchemas = {
  figure,
  exportFigure: figure.extend({ dpi: number, ...exportTarget }),
  writeReport: z.strictObject({
    subject: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('variants'), set: text }),
      z.strictObject({ kind: z.literal('map'), map: text }),
      z.strictObject({ kind: z.literal('run'), run: text }),
    ]),
    maxRows: count.max(100_000),
    ...output,
    provider,
  }),
} satisfies Schemas;
