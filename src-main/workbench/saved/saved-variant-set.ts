import { z } from 'zod';
import { unphasedChoices } from '../../contract/index.ts';
import { identity, region } from './saved-parts.ts';

/** What was asked for: with it the variants can be scored again. */
const request = z.object({
  /** Path of a file of variants, or of reads. */
  source: z.string(),
  region: region.optional(),
  flank: z.number().int().nonnegative().optional(),
  /** Model id. */
  model: z.string(),
  /** Path of an annotation. */
  targets: z.string().optional(),
  targetTrack: z.string().optional(),
  masked: z.boolean(),
  window: z.number().int().positive().optional(),
  windowOnly: z.boolean().optional(),
  distance: z.number().int().positive().optional(),
  likeSpliceAi: z.boolean().optional(),
  aggregate: z.string().optional(),
  haplotypes: z.boolean(),
  /** As written where absent. */
  unphased: z.enum(unphasedChoices).optional(),
  sample: z.string().optional(),
  /** Random changes near each variant. */
  background: z.number().int().positive().optional(),
  /** Answers beside the model's own. */
  strands: z.boolean().optional(),
  members: z.boolean().optional(),
  tolerance: z.number().positive(),
});

export const variantSetSchema = z.object({
  id: z.string(),
  request,
  /** Name of the file of rows in the cache's folder. */
  rows: z.string().regex(/^[\w-]+\.jsonl$/),
  model: identity,
  tracks: z.array(z.string()),
  /** Labels of the model's variant heads. */
  labels: z.array(z.object({ id: z.string(), label: z.string(), unit: z.string() })).optional(),
  /** Names of the files whose variants scores are ranked among. */
  ranked: z.array(z.string()).optional(),
  scored: z.number().int(),
  unscored: z.number().int(),
  /** Of the scored ones those in sequence far less likely than usual; none where absent. */
  unfamiliar: z.object({ count: z.number().int(), first: z.string() }).optional(),
  createdAt: z.string(),
  shown: z.boolean(),
});

/** Variants as they were asked to be scored. */
export type VariantRequest = z.infer<typeof request>;

/** Scored variants as a project remembers them. */
export type SavedVariantSet = z.infer<typeof variantSetSchema>;

/** The set with other paths of the files that it was made from. */
export function variantSetWithPaths(
  saved: SavedVariantSet,
  map: (path: string) => string,
): SavedVariantSet {
  const { source, targets } = saved.request;
  const paths = { source: map(source), targets: targets === undefined ? undefined : map(targets) };
  return { ...saved, request: { ...saved.request, ...paths } };
}
