import { MegabaseError, defined, joinFloats } from '../contract/index.ts';
import { caduceusNetwork } from './caduceus/index.ts';
import type { Matrix } from './graph/index.ts';
import { hawkNetwork } from './hawk/index.ts';
import { describeNetwork, type NetworkDescription } from './describe-model.ts';
import { readHeadWeights, type HeadWeights } from './heads/index.ts';
import { mambaNetwork } from './mamba/index.ts';
import { tracksOutputs } from './manifest.ts';
import type { Network } from './network/index.ts';
import type { TracksOutput } from './outputs/index.ts';
import { expectNetwork, type ModelPackage, type NetworkPackage } from './package/index.ts';
import { openTensors, Weights } from './weights/index.ts';

/** A head that gives tracks, and its bias `[tracks]`, added after the mean over a bin. */
export type TrackHead = Pick<HeadWeights<TracksOutput>, 'output' | 'bias'>;

/** A network, and the heads whose columns its `tracks` hold, one after the other. */
export interface OpenNetwork {
  readonly network: Network;
  readonly trackHeads: readonly TrackHead[];
  readonly close: () => void;
}

/**
 * Opens a package's weights. Reads no layer yet. Error: `model-tiled` for
 * an ONNX graph, of whose inside nothing is known.
 */
export function openNetwork(opened: ModelPackage): OpenNetwork {
  const model = expectNetwork(opened);
  const file = openTensors(model.weights);
  try {
    const weights = new Weights(file);
    const shape = describeNetwork(model);
    const heads = readTrackHeads(model, shape, weights);
    const { causal } = shape;
    return {
      network: { ...networkOf(model, weights, stack(heads)), causal },
      trackHeads: heads.map(({ output, bias }) => ({ output, bias })),
      close: () => file.close(),
    };
  } catch (error) {
    file.close();
    throw error;
  }
}

function networkOf(
  { config, vocabulary }: NetworkPackage,
  weights: Weights,
  tracks: Matrix | undefined,
): Network {
  switch (config.model_type) {
    case 'caduceus':
      return caduceusNetwork(config, weights, tracks, vocabulary);
    case 'mamba':
      return mambaNetwork(config, weights, tracks, vocabulary);
    case 'hawk':
      return hawkNetwork(config, weights, tracks);
  }
}

/** Its own track heads, then those of the heads on it. */
function readTrackHeads(
  model: NetworkPackage,
  shape: NetworkDescription,
  weights: Weights,
): HeadWeights<TracksOutput>[] {
  const outputs = tracksOutputs(model.ownManifest);
  const ids = outputs.flatMap(({ tracks }) => tracks.map(({ id }) => id));
  const twice = ids.find((id, i) => ids.indexOf(id) < i);
  if (twice !== undefined) {
    throw new MegabaseError('model-manifest', `manifest.json: two tracks have the id "${twice}".`);
  }
  const own = outputs.map((output) => ({
    output,
    weight: weights.get(output.weight, [output.tracks.length, shape.d]),
    bias: weights.vector(output.bias, output.tracks.length),
  }));
  const others = model.heads.flatMap((head) => readHeadWeights(head, shape)).filter(isTrackHead);
  return [...own, ...others];
}

/** The weights of all heads on a model, in their order; none where there are none. */
export function readHeads(model: ModelPackage): HeadWeights[] {
  return model.heads.flatMap((head) => readHeadWeights(head, describeNetwork(model)));
}

function isTrackHead(head: HeadWeights): head is HeadWeights<TracksOutput> {
  return head.output.kind === 'tracks';
}

/** One matrix of all heads' rows. */
function stack(heads: readonly HeadWeights[]): Matrix | undefined {
  const [first, ...others] = heads.map(({ weight }) => weight);
  if (first === undefined || others.length === 0) return first;
  const all = [first, ...others];
  const data = joinFloats(all.map((one) => one.data));
  const [, width] = first.shape;
  return { data, shape: [data.length / defined(width), defined(width)] };
}
