import { caduceusNetwork, caduceusShape } from '../caduceus/index.ts';
import type { Matrix } from '../graph/index.ts';
import type { Network, NetworkShape } from '../network/index.ts';
import type { Vocabulary } from '../vocabulary/index.ts';
import type { Weights } from '../weights/index.ts';
import { asCaduceus, type MambaConfig } from './config.ts';

/** The shape of a causal Mamba, without the tracks of its heads. */
export function mambaShape(
  config: MambaConfig,
  vocabulary: Vocabulary | undefined,
): Omit<NetworkShape, 'tracks'> {
  return caduceusShape(asCaduceus(config), vocabulary);
}

/** A causal Mamba as a network of directional scans, all of them forward. */
export function mambaNetwork(
  config: MambaConfig,
  weights: Weights,
  tracks: Matrix | undefined,
  vocabulary: Vocabulary | undefined,
): Network {
  return caduceusNetwork(asCaduceus(config), weights.renamed(mambaName), tracks, vocabulary);
}

/** A Caduceus's tensor under its name in a Mamba, of `transformers` or of `mamba_ssm`. */
function mambaName(name: string): string {
  return name
    .replace(/^caduceus\./, '')
    .replace('embeddings.word_embeddings.embedding.', 'embedding.')
    .replace('embeddings.word_embeddings.', 'embeddings.')
    .replace('.mixer.mamba_fwd.', '.mixer.');
}
