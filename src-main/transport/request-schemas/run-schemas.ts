import { z } from 'zod';
import {
  count,
  exportTarget,
  inAdvance,
  number,
  output,
  reading,
  run,
  text,
  texts,
  view,
  type Schemas,
} from './parts.ts';

const predict = z.strictObject({ ...reading, tracks: texts.optional(), window: count.optional() });

/** Predictions, and what is kept of them. */
export const runSchemas = {
  estimate: predict,
  predict: predict.extend(inAdvance),
  predictAgain: run.extend({ provider: reading.provider }),
  deleteRun: run,
  view: z.strictObject({ ...view, run: text }),
  exportRun: z.strictObject({
    ...{ run: text, tracks: texts, regions: texts.optional() },
    threshold: number.optional(),
    ...exportTarget,
  }),
  exportRaw: z.strictObject({ run: text, region: text.optional(), ...output }),
  exportGenes: z.strictObject({
    ...{ run: text, regions: texts.optional(), threshold: number },
    ...exportTarget,
  }),
  yeastGenes: run,
} satisfies Schemas;
