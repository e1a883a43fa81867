import { setImmediate as nextTurn } from 'node:timers/promises';
import { isGraph, openNetwork, type ModelPackage } from '../../model/index.ts';
import { expectWanted } from './copy-file.ts';

/**
 * Asks for every weight once, with the shape that the configuration needs, a layer at a time.
 * Errors: `model-weights`, `model-config`, `safetensors-format`, `cancelled`.
 */
export async function checkWeights(
  model: ModelPackage,
  {
    onLayer,
    signal,
  }: {
    onLayer: (done: number, layers: number) => void;
    signal?: AbortSignal | undefined;
  },
): Promise<void> {
  // A graph's inputs and outputs were checked when it was read.
  if (isGraph(model)) return;
  const { network, close } = openNetwork(model);
  try {
    network.embedding();
    network.headGraph();
    for (const [layer, { whole }] of network.layers.entries()) {
      network.sweepGraph(layer, whole);
      onLayer(layer + 1, network.layers.length);
      // A layer takes some tenths of a second; in between others have their turn.
      await nextTurn();
      expectWanted(signal);
    }
  } finally {
    close();
  }
}
