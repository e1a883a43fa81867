import { MegabaseError } from '../../contract/index.ts';
import type { GraphManifest } from './manifest.ts';

/** What is asked for needs a state, or a look inside the network. */
export function refuseTiled({
  name,
  tiling,
}: Pick<GraphManifest, 'name' | 'tiling'>): MegabaseError {
  return new MegabaseError(
    'model-tiled',
    `${name} is an ONNX graph that reads tiles of ${tiling.length.toLocaleString('en-US')} bp and ` +
      `carries no state from one to the next; this needs a model that does.`,
  );
}
