import { openNetwork } from './open-network.ts';
import { isGraph, type ModelPackage } from './package/index.ts';

/**
 * Asks for every weight once, with the shape that the configuration needs; gives after each layer how
 * many are done. A graph has no layers: its inputs and outputs were checked when it was read. Errors:
 * `model-weights`, `model-config`, `safetensors-format`.
 */
export function* checkWeightsByLayer(
  model: ModelPackage,
): Generator<{ readonly done: number; readonly layers: number }> {
  if (isGraph(model)) return;
  const { network, close } = openNetwork(model);
  try {
    network.embedding();
    network.headGraph();
    for (const [layer, { singleChunk }] of network.layers.entries()) {
      network.scanGraph(layer, singleChunk);
      yield { done: layer + 1, layers: network.layers.length };
    }
  } finally {
    close();
  }
}
