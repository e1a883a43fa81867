import { setImmediate as nextTurn } from 'node:timers/promises';
import { checkWeightsByLayer as checkLayers, type ModelPackage } from '../../model/index.ts';
import { expectWanted } from './copy-file.ts';

/** Checks a model's weights, a layer at a time. Errors: those of reading them, `cancelled`. */
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
  for (const { done, layers } of checkLayers(model)) {
    onLayer(done, layers);
    // A layer takes some tenths of a second; in between others have their turn.
    await nextTurn();
    expectWanted(signal);
  }
}
