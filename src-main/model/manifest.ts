import { z } from 'zod';

const trackSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_-]+$/),
  label: z.string(),
  role: z.enum(['promoter', 'enhancer', 'insulator', 'expression']).optional(),
  color: z.string().regex(/^#[0-9a-fA-F]{6}$/),
  unit: z.string(),
});

const lmOutputSchema = z.strictObject({
  kind: z.literal('lm'),
  /** `masked`: logits at a base tell that base. `causal`: they tell the next one. */
  objective: z.enum(['masked', 'causal']).optional(),
});

const tracksOutputSchema = z.strictObject({
  kind: z.literal('tracks'),
  /** bp per value, aligned to base 0 of the contig. */
  bin: z.number().int().positive(),
  pool: z.literal('mean'),
  /** Tensor names in model.safetensors: weight `[tracks, d]`, bias `[tracks]`. */
  weight: z.string(),
  bias: z.string(),
  activation: z.enum(['sigmoid', 'softplus', 'none']),
  tracks: z.array(trackSchema).min(1),
});

/** What `manifest.json` says of a model package. */
export const manifestSchema = z.strictObject({
  formatVersion: z.literal(1),
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
  name: z.string(),
  version: z.string(),
  family: z.enum(['caduceus', 'hawk']),
  license: z.string(),
  citation: z.string().optional(),
  description: z.string().optional(),
  /** bp of the windows it was trained on; absent where nobody says. */
  trainingContext: z.number().int().positive().optional(),
  /** bp of context that were measured to help; the default flank fills a region up to it. */
  usefulContext: z.number().int().positive().optional(),
  outputs: z.array(z.discriminatedUnion('kind', [lmOutputSchema, tracksOutputSchema])).min(1),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type TracksOutput = z.infer<typeof tracksOutputSchema>;

/**
 * How far beyond its training windows a state-space model is taken to profit from context where its
 * manifest does not say: tenfold, the range over which arXiv 2504.06304 found it to hold.
 */
const extrapolation = 10;

/** bp of context worth reading round a region; undefined where nothing is known of it. */
export function usefulContext({ usefulContext, trainingContext }: Manifest): number | undefined {
  return usefulContext ?? (trainingContext && extrapolation * trainingContext);
}

export function tracksOutput(manifest: Manifest): TracksOutput | undefined {
  return manifest.outputs.find((output) => output.kind === 'tracks');
}
