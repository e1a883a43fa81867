import { MegabaseError } from '../../contract/index.ts';
import {
  chunkGraph,
  readsForward,
  plainScanOptions,
  type Network,
  type NetworkShape,
} from '../network/index.ts';
import type { Matrix } from '../graph/index.ts';
import { ownComplement, ownRows, ownTokens, type Vocabulary } from '../vocabulary/index.ts';
import type { Weights } from '../weights/index.ts';
import { caduceusSizes, mlpWidth, type CaduceusConfig } from './config.ts';
import { headGraph, headNodes, readEmbedding, readLmHead } from './head.ts';
import { layerGraph, layerNodes, layerPlan, readLayer } from './layer.ts';
import { mixerWorkingFloats } from './read-mixer.ts';
import { stagedScan } from './staged.ts';

/** The shape of a Caduceus, PS or Ph, without the tracks of its heads. */
export function caduceusShape(
  config: CaduceusConfig,
  vocabulary?: Vocabulary,
): Omit<NetworkShape, 'tracks'> {
  const { d, v } = caduceusSizes(config);
  const mlp = config.mlp_cfg ? 4 * mlpWidth(config.mlp_cfg, d) : 0;
  const strands = config.rcps ? 2 : 1;
  return {
    strands,
    d,
    forwardPartialWidth: d,
    vocabSize: vocabulary ? ownTokens : v,
    hiddenWidth: strands * d,
    causal: !config.bidirectional && !config.rcps,
    workingFloats: Math.max(mixerWorkingFloats(config), mlp),
    layers: Array.from({ length: config.n_layer }, (_, layer) => layerPlan(config, layer)),
  };
}

/** A Caduceus as a network of directional scans. */
export function caduceusNetwork(
  config: CaduceusConfig,
  weights: Weights,
  tracks: Matrix | undefined,
  vocabulary?: Vocabulary,
): Network {
  const shape = caduceusShape(config, vocabulary);
  const complement = () => (vocabulary ? ownComplement() : complementOf(config, shape.vocabSize));
  const own = (rows: Matrix) => (vocabulary ? ownRows(rows, vocabulary) : rows);
  const head = () => ({
    lmHead: own(readLmHead(weights, config)),
    complement: complement(),
    tracks,
  });
  return {
    ...shape,
    tracks: tracks?.shape[0] ?? 0,
    embedding: () => own(readEmbedding(weights, config)).data,
    complement,
    scanGraph: (layer, scan, options) =>
      layerGraph(readLayer(weights, config, layer), scan, config, options),
    chunkGraph: readsForward(shape)
      ? ({ pieces, target } = plainScanOptions) =>
          chunkGraph({ name: 'caduceus', target }, shape, {
            embedding: own(readEmbedding(weights, config)).data,
            layer: (g, residual, { layer, ...place }) => {
              const read = { layer: readLayer(weights, config, layer), pieces, ...place };
              return layerNodes(g, residual, read, config);
            },
            head: (g, residual) => headNodes(g, residual, weights, config, head()),
          })
      : undefined,
    stagedScan: (layer, scan) => stagedScan(readLayer(weights, config, layer), scan, config),
    headGraph: () => headGraph(weights, config, head()),
  };
}

function complementOf(config: CaduceusConfig, v: number): Uint8Array {
  const map = config.complement_map;
  if (config.rcps && !map) {
    throw new MegabaseError(
      'model-config',
      'config.json has rcps: true but no complement_map; a strand-sharing model needs one.',
    );
  }
  return Uint8Array.from({ length: v }, (_, id) => map?.[String(id)] ?? id);
}
