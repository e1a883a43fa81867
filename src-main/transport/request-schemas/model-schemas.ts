import { z } from 'zod';
import { count, id, nothing, path, provider, text, texts, type Schemas } from './parts.ts';

/** Models, and what can run them. */
export const modelSchemas = {
  models: nothing,
  brokenModels: nothing,
  importModel: path,
  importPublished: z.strictObject({ repository: text }),
  removeModel: id,
  verifyModel: id,
  fitProbe: z.strictObject({
    project: text,
    model: text,
    labels: text,
    id: text,
    name: text,
    bin: count.max(1_000_000),
    holdOut: texts.optional(),
    byName: z.boolean().optional(),
    emptyIsZero: z.boolean().optional(),
    log: z.boolean().optional(),
    provider,
  }),
  providers: nothing,
} satisfies Schemas;
