import { MegabaseError } from '../contract/index.ts';
import { caduceusNetwork } from './caduceus/network.ts';
import type { Matrix } from './graph/operators.ts';
import { hawkNetwork } from './hawk/network.ts';
import { tracksOutput } from './manifest.ts';
import type { Network } from './network.ts';
import type { ModelPackage } from './package.ts';
import { openTensors } from './tensors.ts';
import { Weights } from './weights.ts';

/** A network, and the bias of its track head `[tracks]`, added after the mean over a bin. */
export interface OpenNetwork {
  readonly network: Network;
  readonly trackBias: Float32Array;
  readonly close: () => void;
}

/** Opens a package's weights and describes its network. Reads no layer yet. */
export function openNetwork(model: ModelPackage): OpenNetwork {
  const file = openTensors(model.weights);
  try {
    const weights = new Weights(file);
    const { config } = model;
    const head = readTrackHead(model, weights);
    const network =
      config.model_type === 'caduceus'
        ? caduceusNetwork(config, weights, head?.weight)
        : hawkNetwork(config, weights, head?.weight);
    const causal =
      lmObjective(model) === undefined ? network.causal : lmObjective(model) === 'causal';
    return {
      network: { ...network, causal },
      trackBias: head?.bias ?? new Float32Array(0),
      close: () => file.close(),
    };
  } catch (error) {
    file.close();
    throw error;
  }
}

function lmObjective(model: ModelPackage): 'masked' | 'causal' | undefined {
  return model.manifest.outputs.find((output) => output.kind === 'lm')?.objective;
}

function readTrackHead(
  { config, manifest }: ModelPackage,
  weights: Weights,
): { weight: Matrix; bias: Float32Array } | undefined {
  const output = tracksOutput(manifest);
  if (output === undefined) return undefined;
  const width = config.model_type === 'caduceus' ? config.d_model : config.width;
  const { length } = output.tracks;
  if (new Set(output.tracks.map((track) => track.id)).size < length) {
    throw new MegabaseError('model-manifest', `manifest.json: two tracks have the same id.`);
  }
  return {
    weight: weights.get(output.weight, [length, width]),
    bias: weights.vector(output.bias, length),
  };
}
