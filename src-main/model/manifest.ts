import { z } from 'zod';
import {
  lmOutputSchema,
  packageId,
  tracksOutputSchema,
  type ModelOutput,
  trainingFields,
} from './outputs/index.ts';
import type { GraphManifest } from './tiled/index.ts';

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
  ...trainingFields,
  /** bp of the windows it was trained on; absent where nobody says. */
  trainingContext: z.number().int().positive().optional(),
  /** bp of context that were measured to help; the default flank fills a region up to it. */
  usefulContext: z.number().int().positive().optional(),
  outputs: z.array(z.discriminatedUnion('kind', [lmOutputSchema, tracksOutputSchema])).min(1),
});

/** What is known of a network, with heads on it or without. */
export interface NetworkManifest extends Omit<z.infer<typeof manifestSchema>, 'outputs'> {
  readonly outputs: readonly ModelOutput[];
}

/** What is known of a model, be it a network or an ONNX graph. */
export interface Manifest extends Omit<NetworkManifest, 'family' | 'outputs'> {
  readonly family: NetworkManifest['family'] | GraphManifest['family'];
  readonly outputs: readonly (ModelOutput | GraphManifest['outputs'][number])[];
  /** Of a graph: it is read in tiles. */
  readonly tiling?: GraphManifest['tiling'] | undefined;
}

/**
 * How far beyond its training windows a state-space model is taken to profit from context where its
 * manifest does not say: tenfold, the range over which arXiv 2504.06304 found it to hold.
 */
const extrapolation = 10;

/** bp of context worth reading round a region; undefined where nothing is known of it. */
export function usefulContext(manifest: Manifest): number | undefined {
  const { usefulContext, trainingContext, tiling } = manifest;
  // What is read in tiles has no other context than its tile.
  if (tiling) return tiling.length;
  return usefulContext ?? (trainingContext && extrapolation * trainingContext);
}

/** The outputs that give tracks, in their order. */
export function tracksOutputs<M extends Pick<Manifest, 'outputs'>>({ outputs }: M) {
  type Tracks = Extract<M['outputs'][number], { readonly kind: 'tracks' }>;
  return outputs.filter((output): output is Tracks => output.kind === 'tracks');
}
