import { z } from 'zod';

/** bp, 0-based half-open. */
export const region = z.object({
  contig: z.string(),
  start: z.number().int().nonnegative(),
  end: z.number().int().positive(),
});

/** The model that a result was made with. */
export const identity = z.object({
  ...{ id: z.string(), name: z.string(), version: z.string() },
  ...{ family: z.string(), hash: z.string(), tile: z.number().optional() },
});
