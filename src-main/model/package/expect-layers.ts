import { MegabaseError } from '../../contract/index.ts';
import type { CaduceusConfig } from '../caduceus/index.ts';
import type { HawkConfig } from '../hawk/index.ts';
import type { MambaConfig } from '../mamba/index.ts';

type Config = CaduceusConfig | HawkConfig | MambaConfig;

/**
 * Refuses a configuration that leaves out layers or directions of which there are weights: what is left
 * would run, and be another network. That too few are there is told when they are read. Error: `model-config`.
 */
export function expectLayers(path: string, config: Config, tensors: readonly string[]): void {
  const { key, count } = layersOf(config);
  const found = tensors.reduce((most, name) => {
    const layer = /(?:^|\.)(?:layers|blocks)\.(\d+)\./.exec(name)?.[1];
    return layer === undefined ? most : Math.max(most, Number(layer) + 1);
  }, 0);
  if (found > count) {
    throw new MegabaseError(
      'model-config',
      `${path}: ${key} is ${count}; the weights have ${found} layers.`,
    );
  }
  const reverse = tensors.find((name) => /\.mamba_rev\./.test(name));
  if (config.model_type === 'caduceus' && !config.bidirectional && reverse !== undefined) {
    throw new MegabaseError(
      'model-config',
      `${path}: bidirectional is false; the weights have a second direction (tensor "${reverse}").`,
    );
  }
}

function layersOf(config: Config): { readonly key: string; readonly count: number } {
  if ('depth' in config) return { key: 'depth', count: config.depth };
  return 'n_layer' in config
    ? { key: 'n_layer', count: config.n_layer }
    : { key: 'num_hidden_layers', count: config.num_hidden_layers };
}
