import { z } from 'zod';
import { providers } from '../../contract/index.ts';
import { identity, region } from './saved-parts.ts';

/** What was asked for: with it the cache gives the numbers back. */
const request = z.object({
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

export const mapSchema = z.object({
  id: z.string(),
  request,
  interval: region,
  model: identity,
  /** Key of the sequence that was read, as `runKey` has it: of the runs of all providers. */
  run: z.string(),
  elementCount: z.number().int(),
  targetCount: z.number().int(),
  createdAt: z.string(),
  /** Seconds that a changed sequence took; absent where none was computed. */
  secondsEach: z.number().optional(),
  /** On which provider; absent in maps of earlier versions. */
  computedBy: z.enum(providers).optional(),
  shown: z.boolean(),
});

/** A distal map as it was asked for. */
export type MapRequest = z.infer<typeof request>;

/** A distal map as a project remembers it. */
export type SavedMap = z.infer<typeof mapSchema>;

/** The map with other paths of the files that it was made from. */
export function mapWithPaths(saved: SavedMap, map: (path: string) => string): SavedMap {
  const { elements, targets } = saved.request;
  const paths = {
    elements: elements.kind === 'bed' ? { ...elements, path: map(elements.path) } : elements,
    targets: targets === undefined ? undefined : map(targets),
  };
  return { ...saved, request: { ...saved.request, ...paths } };
}
