import { z } from 'zod';
import { leastCacheBytes, leastMemoryBytes, themes } from '../../contract/index.ts';
import { count, id, nothing, number, provider, text, type Schemas } from './parts.ts';

/** Jobs, settings and what the program tells of itself. */
export const programSchemas = {
  jobs: nothing,
  cancelJob: id,
  retryJob: id,
  dismissJob: id,
  preferences: nothing,
  changeSettings: z.strictObject({
    theme: z.enum(themes),
    provider,
    threads: count.optional(),
    memoryBytes: number.min(leastMemoryBytes).optional(),
    cache: text.optional(),
    cacheBytes: number.min(leastCacheBytes).optional(),
    folders: z
      .strictObject({ favourites: z.array(text).max(200), last: z.record(text, text) })
      .optional(),
    offline: z.boolean(),
    drivable: z.boolean().optional(),
  }),
  nextWindowCommand: z.strictObject({ window: text.min(8).max(64), name: text }),
  answerWindowCommand: z.strictObject({
    ...{ window: text, id: count },
    answer: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('done'), result: z.unknown() }),
      z.strictObject({ kind: z.literal('failed'), code: text, message: text, advice: text }),
    ]),
  }),
  about: nothing,
  diagnostics: nothing,
  licences: nothing,
  newestVersion: nothing,
} satisfies Schemas;
