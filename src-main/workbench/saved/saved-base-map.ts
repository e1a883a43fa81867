import { z } from 'zod';
import { providers } from '../../contract/index.ts';
import { identity, region } from './saved-parts.ts';

const readout = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('likelihood'), masked: z.boolean().optional() }),
  z.object({ kind: z.literal('track'), track: z.string(), at: z.string().optional() }),
]);

/** What was asked for: with it the cache gives the numbers back. */
const request = z.object({
  region,
  flank: z.number().int().nonnegative().optional(),
  /** Model id. */
  model: z.string(),
  question: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('mutagenesis'),
      readout,
      /** Path of an annotation. */
      annotation: z.string().optional(),
    }),
    z.object({ kind: z.literal('dependencies') }),
  ]),
  tolerance: z.number().positive(),
});

export const baseMapSchema = z.object({
  ...{ id: z.string(), request, interval: region, model: identity },
  createdAt: z.string(),
  /** Seconds that a changed sequence took; absent where none was computed. */
  secondsEach: z.number().optional(),
  /** On which provider; absent in maps of earlier versions. */
  computedBy: z.enum(providers).optional(),
  shown: z.boolean(),
});

/** A map of bases as it was asked for. */
export type SavedBaseMapRequest = z.infer<typeof request>;

/** A map of bases as a project remembers it. */
export type SavedBaseMap = z.infer<typeof baseMapSchema>;

/** The map with other paths of the files that it was made from. */
export function baseMapWithPaths(saved: SavedBaseMap, map: (path: string) => string): SavedBaseMap {
  const { question } = saved.request;
  if (question.kind === 'dependencies' || question.annotation === undefined) return saved;
  const annotation = map(question.annotation);
  return { ...saved, request: { ...saved.request, question: { ...question, annotation } } };
}
