import { z } from 'zod';
import {
  lmOutputSchema,
  packageId,
  tracksOutputSchema,
  type ModelOutput,
  type TracksOutput,
} from './outputs.ts';

/** What `manifest.json` says of a model package. */
export const manifestSchema = z.strictObject({
  formatVersion: z.literal(1),
  id: packageId,
  name: z.string(),
  version: z.string(),
  family: z.enum(['caduceus', 'hawk', 'mamba']),
  license: z.string(),
  citation: z.string().optional(),
  description: z.string().optional(),
  /** bp of the windows it was trained on; absent where nobody says. */
  trainingContext: z.number().int().positive().optional(),
  /** bp of context that were measured to help; the default flank fills a region up to it. */
  usefulContext: z.number().int().positive().optional(),
  outputs: z.array(z.discriminatedUnion('kind', [lmOutputSchema, tracksOutputSchema])).min(1),
});

/** What is known of a model, with heads on it or without. */
export interface Manifest extends Omit<z.infer<typeof manifestSchema>, 'outputs'> {
  readonly outputs: readonly ModelOutput[];
}

/**
 * How far beyond its training windows a state-space model is taken to profit from context where its
 * manifest does not say: tenfold, the range over which arXiv 2504.06304 found it to hold.
 */
const extrapolation = 10;

/** bp of context worth reading round a region; undefined where nothing is known of it. */
export function usefulContext({ usefulContext, trainingContext }: Manifest): number | undefined {
  return usefulContext ?? (trainingContext && extrapolation * trainingContext);
}

/** The outputs that give tracks, in their order. */
export function tracksOutputs({ outputs }: Manifest): TracksOutput[] {
  return outputs.filter((output) => output.kind === 'tracks');
}
